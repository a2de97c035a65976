package org.busbar.safety.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.Node;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Written;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.Test;

class GridAgeTest {
  private static final NodeId PCC = new NodeId("pcc");
  private static final NodeId HOME = new NodeId("home");

  private static SiteModel site(ProtectionConfig... protections) {
    Node root =
        new Node(
            HOME, Node.Kind.SITE, Optional.empty(), List.of(), Optional.empty(), Optional.of(PCC));
    return new SiteModelBuilder(new SiteId("local", "home"))
        .nodes(Map.of(HOME, root))
        .protections(List.of(protections))
        .build();
  }

  private static Sample sample(Point point, Duration life) {
    return new Sample(
        Address.of(PCC, point), 1, Quality.GOOD, 5, 5 + life.toNanos(), Instant.EPOCH);
  }

  @Test
  void powerOfTheGridIsNotUsedLongerThanItsAgeHoweverSlowlyItsMeterIsRead() {
    GridAge age = GridAge.of(site(), PCC);
    Sample slow = sample(Points.ACTIVE_POWER_W, Duration.ofSeconds(30));
    assertEquals(5 + 3_000_000_000L, age.cap(slow).expiresNanos());
    Sample usual = sample(Points.ACTIVE_POWER_W, Duration.ofSeconds(3));
    assertSame(usual, age.cap(usual));
    long late = Duration.ofHours(1).toNanos();
    Sample later =
        new Sample(usual.address(), 1, Quality.GOOD, late, late + 1_000_000_000L, Instant.EPOCH);
    assertSame(later, age.cap(later));
    Sample other = sample(Points.FREQUENCY_HZ, Duration.ofSeconds(30));
    assertSame(other, age.cap(other));
    assertSame(slow, GridAge.of(site(), new NodeId("m2")).cap(slow));
  }

  @Test
  void aSiteWritesAnotherAgeAtItsMeter() {
    ProtectionConfig slower =
        new ProtectionConfig(
            PCC,
            Optional.empty(),
            Optional.empty(),
            Map.of("grid-power-age", new Written("15 s", "site.yaml:4")),
            List.of(),
            "site.yaml:4");
    Sample slow = sample(Points.ACTIVE_POWER_W, Duration.ofSeconds(30));
    assertEquals(5 + 15_000_000_000L, GridAge.of(site(slower), PCC).cap(slow).expiresNanos());
  }
}
