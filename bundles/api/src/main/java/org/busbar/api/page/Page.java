package org.busbar.api.page;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A page of the web console, brought by a bundle: registered as a service, it is in the navigation
 * as long as its bundle runs. It is an ES module inside the bundle, with the files beside it; what
 * it is given and what it must do is in {@code docs/how-to/first-page.md}.
 *
 * <p>The methods are called on threads of the web server, at any time; they return at once and
 * always the same. A page whose methods throw, or return what is not allowed, is left out and
 * logged; the other pages stay.
 */
@ConsumerType
public interface Page {
  /**
   * Its name in addresses, unlike that of every other page: lower-case letters, digits and hyphens,
   * a letter first, at most 40 characters. Where two bring the same, the older service stays.
   */
  String id();

  /** What the navigation calls it: 1 to 40 characters, in the language of the console. */
  String title();

  /**
   * Path of the ES module inside the bundle, in a folder of its own: {@code page/main.js}. Every
   * file of that folder can be read by whoever is let into the console, and nothing else of the
   * bundle.
   */
  String module();
}
