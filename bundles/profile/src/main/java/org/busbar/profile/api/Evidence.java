package org.busbar.profile.api;

/**
 * Where the facts of a profile come from.
 *
 * @param source document or repository, with commit where it is one
 * @param edition edition or date, empty where unknown
 * @param page page or section, empty where unknown
 * @param quality {@code reference} (our own), {@code maker} (maker's document), {@code secondary}
 *     (other people's register list)
 * @param licence licence of the source, an SPDX id, empty where none is stated
 */
public record Evidence(String source, String edition, String page, String quality, String licence) {
  /** Evidence whose source states no licence. */
  public Evidence(String source, String edition, String page, String quality) {
    this(source, edition, page, quality, "");
  }
}
