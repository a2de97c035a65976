package org.busbar.api.vocabulary;

import java.util.regex.Pattern;

/**
 * Identity of a site: organisation and site, both lower-case words ({@code local/home}).
 *
 * @param org organisation, {@code local} where there is only one
 * @param site site within the organisation
 */
public record SiteId(String org, String site) {
  /** The organisation of a gateway that belongs to nobody else. */
  public static final String DEFAULT_ORG = "local";

  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** Checks both words; throws {@link IllegalArgumentException} naming the wrong one. */
  public SiteId {
    requireWord("org", org);
    requireWord("site", site);
  }

  private static void requireWord(String what, String word) {
    if (!WORD.matcher(word).matches()) {
      throw new IllegalArgumentException(
          what + " '" + word + "' must be lower-case letters, digits and hyphens, at most 63");
    }
  }

  @Override
  public String toString() {
    return org + "/" + site;
  }
}
