package org.busbar.plugin.run;

import java.io.IOException;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Pictures;

/** What faces see of what is known here. */
final class Views {
  private Views() {}

  static PluginCard card(Card card, String source) {
    return new PluginCard(
        card.id(),
        card.version(),
        card.title(),
        card.description(),
        card.vendor(),
        card.publisher(),
        card.licence(),
        Words.word(card.tier()),
        card.kinds(),
        card.natures(),
        card.devices(),
        card.transports(),
        card.platform(),
        source,
        card.size(),
        Pictures.among(card.files()));
  }

  static PluginCard card(Market.Found found) {
    return card(found.card(), found.shelf().source().name());
  }

  /** A catalogue that is away, a disk that is full: nothing is wrong with what is wanted. */
  static PluginPlan.Impossible impossible(IOException e) {
    return new PluginPlan.Impossible(
        Reason.MISSING_FILE.word(),
        "it cannot be fetched or read: " + Names.shown(String.valueOf(e.getMessage())),
        "this gateway and its catalogues",
        "Look whether the catalogue answers and the disk has room, then try again");
  }

  static PluginPlan.Impossible impossible(RefusedException e) {
    Refusal refusal = e.refusal();
    return new PluginPlan.Impossible(
        refusal.reason().word(), refusal.what(), refusal.where(), refusal.remedy());
  }
}
