package org.busbar.api.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The plug-ins of this gateway: found, planned, changed, undone. A service, provided by plugin.
 * Thread-safe; blocks on files and, where sources are refreshed, on networks: not for threads of
 * control.
 */
@ProviderType
public interface Plugins {
  /**
   * Plug-ins that have all of these words somewhere: name, text, device, {@code nature:meter},
   * {@code protocol:modbus}, {@code kind:mode}, {@code tier:core}; the newest version of each.
   *
   * @param most at most so many
   */
  List<PluginCard> search(String words, int most);

  /** All versions of a plug-in that can be had, the newest first; empty where there is none. */
  List<PluginCard> show(String id);

  /**
   * A picture of a plug-in on offer, as its publisher signed it. May wait for a source.
   *
   * @param path as the card tells it
   * @return empty where there is none such, where it is larger than a megabyte or no picture, and
   *     where it cannot be had
   */
  default Optional<PluginPicture> picture(String id, String version, String path) {
    return Optional.empty();
  }

  /** What is installed, by id. */
  List<PluginStatus> installed();

  /** What a wish comes to; changes nothing. Refusals are in the audit. */
  PluginPlan plan(PluginWish wish, String by);

  /**
   * Begins to do what a plan says. It waits for a confirmation at the gateway's own terminal, then
   * goes on by itself.
   *
   * @param digest of the plan that was consented to
   * @param by who consents
   * @param reason why
   * @throws IllegalArgumentException where the plan would be another one by now, or cannot be done
   * @throws IllegalStateException where another job is on its way
   */
  PluginJob begin(PluginWish wish, String digest, String by, String reason);

  /** Jobs since the start of the gateway, newest first; at most some hundred. */
  List<PluginJob> jobs();

  /** The job with this number; empty where it is not known any more. */
  Optional<PluginJob> job(int number);

  /** Takes back a job of which nothing was changed yet; false where it is too late. */
  boolean cancel(int number, String by);

  /** Has a plug-in left in its version, or not; false where it is not installed. */
  boolean pin(String id, boolean pinned, String by);

  /** Takes a plug-in out of quarantine; false where it is not in it. */
  boolean restore(String id, String by, String reason);

  /** What was kept, newest first. */
  List<PluginGeneration> generations();

  /**
   * What differs between two generations, in lines: plug-ins, then configuration as a difference.
   *
   * @throws IllegalArgumentException where one of them was not kept
   */
  List<String> difference(int from, int to);

  /** Catalogues that are believed, in the order of trust. */
  List<PluginSource> sources();

  /** Fetches all catalogues anew. Waits for them. */
  List<PluginSource> refresh(String by);

  /**
   * Checks an archive and puts it on offer until the next start. Installing it is a wish of its
   * own.
   *
   * @param name what the person calls the file, for messages
   * @return what is in it, or why it is refused
   */
  Brought bring(InputStream archive, String name, String by) throws IOException;

  /**
   * Writes an installed plug-in as an archive for installation elsewhere.
   *
   * @param by who carries it out, for the audit
   * @return false where it is not installed
   */
  boolean export(String id, OutputStream to, String by) throws IOException;

  /** What became of an archive. */
  sealed interface Brought {
    /** It is on offer. */
    record Offered(PluginCard card) implements Brought {}

    /** It is not, and for this reason. */
    record Refused(PluginPlan.Impossible why) implements Brought {}
  }
}
