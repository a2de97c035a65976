package org.busbar.web.rest.metrics;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryManagerMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.busbar.web.rest.FakeSite;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("OBS-01")
class MetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*)\\})?"
              + " (NaN|[+-]Inf|-?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?)");

  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

  private final ManualClock clock = new ManualClock();
  private final Metrics metrics = new Metrics(clock, new FixedLive());

  private record FixedLive() implements LiveFigures {
    @Override
    public int clients() {
      return 3;
    }

    @Override
    public long dropped() {
      return 2;
    }
  }

  /** Reads the text format 0.0.4 and fails on anything that is not allowed in it. */
  private static Map<String, Double> parse(String text) {
    assertTrue(text.endsWith("\n"), "the last line has an end");
    Map<String, Double> samples = new LinkedHashMap<>();
    Set<String> families = new HashSet<>();
    String family = "";
    String helped = "";
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      if (line.startsWith("# HELP ")) {
        helped = line.split(" ")[2];
        assertTrue(line.length() > 8 + helped.length(), line);
      } else if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        family = words[2];
        assertEquals(helped, family, "HELP and TYPE of a family stand together");
        assertTrue(Set.of("counter", "gauge").contains(words[3]), line);
        assertEquals(words[3].equals("counter"), family.endsWith("_total"), line);
        assertTrue(families.add(family), "a family comes once: " + family);
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        assertEquals(family, sample.group(1), "a sample stands below its family");
        String series = line.substring(0, line.lastIndexOf(' '));
        double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        assertEquals(null, samples.put(series, value), "a series comes once: " + series);
      }
    }
    return samples;
  }

  @Test
  void whatIsWrittenIsReadBack() {
    FakeSite site = new FakeSite(clock);
    Map<String, Double> read = parse(metrics.text(List.of(site)));
    String home = "site=\"local/home\"";
    assertEquals(1, read.get("busbar_sites"));
    assertEquals(1, read.get("busbar_site_state{" + home + ",state=\"RUNNING\"}"));
    assertEquals(0, read.get("busbar_site_state{" + home + ",state=\"ERROR\"}"));
    assertEquals(7, read.get("busbar_steps_total{" + home + "}"));
    assertEquals(0.0015, read.get("busbar_step_duration_seconds{" + home + "}"));
    assertEquals(1, read.get("busbar_device_up{" + home + ",device=\"bat1\"}"));
    assertEquals(1, read.get("busbar_device_controlled{" + home + ",device=\"bat1\"}"));
    assertEquals(0, read.get("busbar_device_controlled{" + home + ",device=\"pcc\"}"));
    assertEquals(-1234.5, read.get("busbar_flow_watts{" + home + ",flow=\"grid\"}"));
    assertEquals(1, read.get("busbar_mode_late_total{" + home + ",mode=\"self\"}"));
    assertEquals(2, read.get("busbar_samples{" + home + ",quality=\"GOOD\"}"));
    assertFalse(read.containsKey("busbar_flow_watts{" + home + ",flow=\"battery\"}"));
    assertTrue(read.get("jvm_memory_used_bytes{area=\"heap\"}") > 0);
  }

  @Test
  void eventsAreCountedOnceAcrossScrapes() {
    FakeSite site = new FakeSite(clock);
    String alarms = "busbar_events_total{site=\"local/home\",severity=\"ALARM\"}";
    site.raise(Severity.ALARM, "device-silent");
    assertEquals(1, parse(metrics.text(List.of(site))).get(alarms));
    assertEquals(1, parse(metrics.text(List.of(site))).get(alarms));
    site.raise(Severity.ALARM, "device-silent");
    assertEquals(2, parse(metrics.text(List.of(site))).get(alarms));
  }

  @Test
  void theNumberOfSeriesGrowsWithDevicesAndNeverWithPoints() {
    List<String> devices = IntStream.range(0, 500).mapToObj(i -> "bat" + i).toList();
    FakeSite site = new FakeSite(clock, devices);
    int few = parse(metrics.text(List.of(site))).size();
    FixedSnapshot full = FixedSnapshot.at(clock);
    var samples = new TreeMap<>(full.byAddress());
    for (String device : devices) {
      for (int index = 0; index < 20; index++) {
        Address at = new Address(new NodeId(device), Points.VOLTAGE_LN_V, index);
        samples.put(at, full.good(at, 230));
      }
    }
    site.snapshot(new FixedSnapshot(1, clock.nanos(), clock.instant(), samples));
    int many = parse(metrics.text(List.of(site))).size();
    assertEquals(few, many);
    assertTrue(many <= 3 * devices.size() + 60, many + " series");
  }

  private static Set<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).collect(toSet());
  }

  /** What a label may say: fixed words, or what site.yaml names. */
  private static Map<String, Set<String>> allowed(FakeSite site) {
    return Map.of(
        "site", Set.of(site.model().id().toString()),
        "device", site.model().devices().stream().map(d -> d.id().value()).collect(toSet()),
        "mode", site.model().modes().stream().map(ModeConfig::id).collect(toSet()),
        "state", names(SiteState.values()),
        "quality", names(Quality.values()),
        "severity", names(Severity.values()),
        "flow", Set.of("grid", "pv", "battery", "charger", "load"),
        "area", Set.of("heap", "nonheap"),
        "collector",
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(MemoryManagerMXBean::getName)
                .collect(toSet()));
  }

  private static List<String> strangeLabels(Set<String> series, Map<String, Set<String>> allowed) {
    List<String> strange = new ArrayList<>();
    for (String each : series) {
      LABEL
          .matcher(each)
          .results()
          .filter(label -> !allowed.getOrDefault(label.group(1), Set.of()).contains(label.group(2)))
          .forEach(label -> strange.add(label.group()));
    }
    return strange;
  }

  @Test
  void labelsSayWhatSiteYamlNamesOrAFixedWordAndNothingThatHappens() {
    FakeSite site = new FakeSite(clock);
    for (int i = 0; i < 50; i++) {
      site.raise(Severity.ALARM, "kind-" + i);
    }
    FixedSnapshot full = FixedSnapshot.at(clock);
    site.snapshot(full.with("stranger", Points.ACTIVE_POWER_W, 1));
    Set<String> series = parse(metrics.text(List.of(site))).keySet();
    assertEquals(List.of(), strangeLabels(series, allowed(site)));
    assertEquals(
        List.of("device=\"stranger\"", "kind=\"kind-1\""),
        strangeLabels(Set.of("a{device=\"stranger\",kind=\"kind-1\"}"), allowed(site)));
  }

  @Test
  void labelsAreEscaped() {
    String text =
        new MetricsText()
            .family("a_total", "counter", "A.")
            .sample(1, "who", "a\"b\\c\nd")
            .sample(Double.NaN, "who", "nobody")
            .sample(Double.POSITIVE_INFINITY)
            .toString();
    assertEquals(
        "# HELP a_total A.\n# TYPE a_total counter\na_total{who=\"a\\\"b\\\\c\\nd\"} 1\na_total +Inf\n",
        text);
    assertEquals(2, parse(text).size());
  }
}
