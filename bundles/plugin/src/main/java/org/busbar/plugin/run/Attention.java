package org.busbar.plugin.run;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.plugin.change.Objections;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.trust.Revocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What cannot wait until a job has ended: heeded between jobs, and wherever one of them waits. */
final class Attention implements Objections {
  private static final Logger LOG = LoggerFactory.getLogger(Attention.class);

  private final Worker.Parts parts;
  private final Installations installations;
  private final AtomicReference<@Nullable Market> fetched = new AtomicReference<>();

  Attention(Worker.Parts parts, Installations installations) {
    this.parts = parts;
    this.installations = installations;
  }

  /** Catalogues were fetched anew. Any thread. */
  void fetched(Market market) {
    fetched.set(market);
  }

  @Override
  public Optional<String> against(Generation.Plugin plugin) {
    return parts
        .roster()
        .complaint(plugin)
        .map(why -> plugin.title() + " takes too much: " + why)
        .or(() -> takenBack(plugin));
  }

  private Optional<String> takenBack(Generation.Plugin plugin) {
    Market market = fetched.get();
    try {
      return market == null || parts.withheld().of(plugin.id(), plugin.version()).isPresent()
          ? Optional.empty()
          : Installations.said(market, plugin)
              .filter(each -> each.severity() == Revocation.Severity.STOP)
              .findFirst()
              .map(each -> plugin.title() + " was taken back: " + each.reason());
    } catch (IOException e) {
      LOG.error("What is withheld cannot be read", e);
      return Optional.empty();
    }
  }

  @Override
  public void heed() {
    installations.heedComplaints();
    Market market = fetched.getAndSet(null);
    if (market != null) {
      installations.heedRevocations(market);
    }
  }
}
