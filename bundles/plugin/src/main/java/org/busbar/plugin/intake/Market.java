package org.busbar.plugin.intake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.busbar.plugin.check.CheckedPlugin;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.plan.Offers;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.Listed;

/**
 * Everything on offer, of all sources, as it was when it was read. Immutable; every word of it was
 * signed by the operators of the catalogues.
 */
public final class Market {
  private final List<Shelf> shelves;
  private final List<Refusal> refusals;
  private final List<Brought> brought;
  private final List<Row> rows = new ArrayList<>();
  private final Offers offers;

  /**
   * The part of one source.
   *
   * @param source where it comes from
   * @param catalogue what was signed
   * @param cards for people
   * @param offers for plans
   */
  public record Shelf(Source source, Catalogue catalogue, List<Card> cards, List<Offer> offers) {
    /** Copies. */
    public Shelf {
      cards = List.copyOf(cards);
      offers = List.copyOf(offers);
    }
  }

  /** A plug-in on a shelf. */
  public record Found(Shelf shelf, Card card) {}

  private record Row(String haystack, Found found) {}

  /** A plug-in that was brought as a file and checked. */
  record Brought(Path file, CheckedPlugin plugin, Offer offer) {}

  /**
   * Of shelves in the order of trust: where two have the same plug-in, the first has it.
   *
   * @param refusals why other sources have no shelf
   */
  public Market(List<Shelf> shelves, List<Refusal> refusals) {
    this(shelves, refusals, List.of());
  }

  private Market(List<Shelf> shelves, List<Refusal> refusals, List<Brought> brought) {
    this.shelves = List.copyOf(shelves);
    this.refusals = List.copyOf(refusals);
    this.brought = List.copyOf(brought);
    List<Offer> all = new ArrayList<>(brought.stream().map(Brought::offer).toList());
    for (Shelf shelf : shelves) {
      all.addAll(shelf.offers());
      for (Card card : shelf.cards()) {
        rows.add(new Row(card.haystack(), new Found(shelf, card)));
      }
    }
    this.offers = new Offers(all);
  }

  /**
   * Plug-ins that have all of these words somewhere: name, text, device, {@code nature:meter},
   * {@code protocol:modbus}, {@code kind:mode}, {@code tier:core}.
   */
  public List<Found> search(String words, int most) {
    List<String> wanted =
        Arrays.stream(words.toLowerCase(Locale.ROOT).split("\\s+"))
            .filter(each -> !each.isEmpty())
            .toList();
    return rows.stream()
        .filter(row -> wanted.stream().allMatch(row.haystack()::contains))
        .limit(most)
        .map(Row::found)
        .toList();
  }

  /** All versions of a plug-in on all shelves. */
  public List<Found> show(String id) {
    return rows.stream().map(Row::found).filter(each -> each.card().id().equals(id)).toList();
  }

  /**
   * The same with a file that was brought: it goes before the same plug-in on a shelf, and takes
   * the place of one that was brought before. What was shown last is what is meant.
   */
  Market with(Brought file) {
    List<Brought> more = new ArrayList<>(brought);
    more.removeIf(each -> each.offer().title().equals(file.offer().title()));
    more.add(file);
    return new Market(shelves, refusals, more);
  }

  List<Brought> broughtFiles() {
    return brought;
  }

  /** What was brought as files and checked, in the order it came. */
  public List<CheckedPlugin> files() {
    return brought.stream().map(Brought::plugin).toList();
  }

  /** The file that was brought for an offer, if one was. */
  Optional<Brought> brought(Offer offer) {
    return brought.stream().filter(each -> each.offer() == offer).findFirst();
  }

  /** What plans are made from. */
  public Offers offers() {
    return offers;
  }

  /** Why a source has no shelf; never empty without a reason. */
  public List<Refusal> refusals() {
    return refusals;
  }

  /** The shelf that has a plug-in in a version, and how it lists it. */
  Optional<Place> place(Offer offer) {
    for (Shelf shelf : shelves) {
      Optional<Listed> listed = shelf.catalogue().find(offer.id(), offer.versionText());
      if (listed.isPresent()) {
        return Optional.of(new Place(shelf, listed.get()));
      }
    }
    return Optional.empty();
  }

  /** Where a plug-in is. */
  record Place(Shelf shelf, Listed listed) {}

  /** All shelves. */
  public List<Shelf> shelves() {
    return shelves;
  }
}
