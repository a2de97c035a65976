package org.busbar.core.mode;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.busbar.api.plugin.Containment.Declared;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;

/**
 * A snapshot without the points that a plug-in did not declare: they are to it as if never heard.
 *
 * @param whole what was frozen
 * @param declared what the plug-in declared
 */
record DeclaredSnapshot(Snapshot whole, Declared declared) implements Snapshot {
  @Override
  public long step() {
    return whole.step();
  }

  @Override
  public long nanos() {
    return whole.nanos();
  }

  @Override
  public Instant at() {
    return whole.at();
  }

  @Override
  public Optional<Sample> sample(Address address) {
    return declared.mayRead(address.point()) ? whole.sample(address) : Optional.empty();
  }

  @Override
  public Collection<Sample> samples() {
    return whole.samples().stream()
        .filter(sample -> declared.mayRead(sample.address().point()))
        .toList();
  }
}
