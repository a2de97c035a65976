package org.busbar.plugin.intake;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.Listed;

/**
 * What a catalogue shows to people and what plans are made from is derived from what it lists: all
 * three name the same plug-ins, each with the same tier and publisher.
 */
final class Agreement {
  private static final String LIST = "targets.json";

  private final Map<String, Listed> listed = new HashMap<>();
  private final Catalogue catalogue;

  private Agreement(Catalogue catalogue) {
    this.catalogue = catalogue;
    for (Listed each : catalogue.plugins()) {
      listed.put(title(each.id(), each.version()), each);
    }
  }

  static void require(Market.Shelf shelf) throws RefusedException {
    Agreement agreement = new Agreement(shelf.catalogue());
    Set<String> shown = new HashSet<>();
    for (Card card : shelf.cards()) {
      agreement.card(card, shown);
    }
    agreement.all(shown, Catalogue.PEOPLE);
    Set<String> offered = new HashSet<>();
    for (Offer offer : shelf.offers()) {
      agreement.tier(offer.title(), offer.tier(), Catalogue.INDEX, offered);
    }
    agreement.all(offered, Catalogue.INDEX);
  }

  private void card(Card card, Set<String> seen) throws RefusedException {
    String title = title(card.id(), card.version());
    Listed as = tier(title, card.tier(), Catalogue.PEOPLE, seen);
    String publisher = catalogue.publishers().get(as.publisher()).name();
    if (!card.publisher().equals(publisher)) {
      throw refused(
          Catalogue.PEOPLE,
          "says that " + title + " is of " + card.publisher() + ", " + LIST + " of " + publisher);
    }
  }

  private Listed tier(String title, Tier tier, String file, Set<String> seen)
      throws RefusedException {
    Listed as = listed.get(title);
    if (as == null) {
      throw refused(file, "has " + title + ", which " + LIST + " does not have");
    }
    if (!seen.add(title)) {
      throw refused(file, "has " + title + " twice");
    }
    if (as.tier() != tier) {
      throw refused(
          file,
          "says that "
              + title
              + " is "
              + Words.word(tier)
              + ", "
              + LIST
              + " that it is "
              + Words.word(as.tier()));
    }
    return as;
  }

  private void all(Set<String> seen, String file) throws RefusedException {
    List<String> missing = listed.keySet().stream().filter(each -> !seen.contains(each)).toList();
    if (!missing.isEmpty()) {
      throw refused(file, "lacks " + missing.getFirst() + ", which " + LIST + " has");
    }
  }

  private static String title(String id, String version) {
    return id + " " + version;
  }

  private static RefusedException refused(String file, String what) {
    return new RefusedException(
        Reason.CONTRADICTION,
        file + " " + what,
        file,
        "Tell the operator of the catalogue; what was fetched before is used as long as it is good");
  }
}
