package org.busbar.plugin.run;

import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.plugin.format.Card;
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

  static PluginPlan.Impossible impossible(RefusedException e) {
    Refusal refusal = e.refusal();
    return new PluginPlan.Impossible(
        refusal.reason().word(), refusal.what(), refusal.where(), refusal.remedy());
  }
}
