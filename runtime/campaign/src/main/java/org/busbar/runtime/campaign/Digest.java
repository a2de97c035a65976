package org.busbar.runtime.campaign;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.busbar.api.events.Event;

/** One number for all that was written and told, and when: the same for the same run. */
final class Digest implements World.Observer {
  private final MessageDigest sum;

  Digest() {
    try {
      sum = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void wrote(World world, ShownUnit unit) {
    add(world.elapsed() + " " + unit.id() + " " + unit.standingW());
  }

  @Override
  public void raised(World world, Event event) {
    add(world.clock().elapsedOf(event.nanos()) + " " + event.source() + " " + event.kind());
  }

  private void add(String line) {
    sum.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** What came of it; ends it. */
  String hex() {
    return HexFormat.of().formatHex(sum.digest());
  }
}
