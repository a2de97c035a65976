package org.busbar.web.rest.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.events.Severity;
import org.busbar.api.face.EnergyFlow;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.face.Site;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;

/**
 * Figures of all sites and of the process as Prometheus reads them. The number of series grows with
 * sites, devices and modes only, never with points.
 */
public final class Metrics {
  /** Media type of the text. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Clock clock;
  private final LiveFigures live;
  private final EventCounts events = new EventCounts();

  /** Judges qualities by this clock. */
  public Metrics(Clock clock, LiveFigures live) {
    this.clock = clock;
    this.live = live;
  }

  /** All figures now. */
  public String text(Collection<Site> sites) {
    MetricsText text = new MetricsText();
    text.family("busbar_sites", "gauge", "Sites in this gateway.").sample(sites.size());
    states(text, sites);
    loops(text, sites);
    devices(text, sites);
    modes(text, sites);
    flows(text, sites);
    samples(text, sites);
    happenings(text, sites);
    text.family("busbar_live_clients", "gauge", "Clients of the live interface.")
        .sample(live.clients());
    text.family("busbar_live_dropped_total", "counter", "Live clients let go as too slow.")
        .sample(live.dropped());
    process(text);
    return text.toString();
  }

  private static String id(Site site) {
    return site.model().id().toString();
  }

  private static void states(MetricsText text, Collection<Site> sites) {
    text.family("busbar_site_state", "gauge", "1 for the state the site is in, 0 for the others.");
    for (Site site : sites) {
      SiteState now = site.status().state();
      for (SiteState state : SiteState.values()) {
        text.sample(state == now ? 1 : 0, "site", id(site), "state", state.name());
      }
    }
  }

  private static void loops(MetricsText text, Collection<Site> sites) {
    text.family("busbar_steps_total", "counter", "Steps made.");
    loop(text, sites, LoopCounters::steps);
    text.family(
        "busbar_step_overruns_total", "counter", "Steps that ended after the next was due.");
    loop(text, sites, LoopCounters::overruns);
    text.family(
        "busbar_cycles_skipped_total", "counter", "Cycles not made because a step overran.");
    loop(text, sites, LoopCounters::skipped);
    text.family("busbar_step_duration_seconds", "gauge", "Duration of the last step.");
    loop(text, sites, LoopCounters::lastStepS);
    text.family("busbar_step_duration_max_seconds", "gauge", "Greatest duration of a step.");
    loop(text, sites, LoopCounters::maxStepS);
    text.family(
        "busbar_step_start_delay_max_seconds",
        "gauge",
        "Greatest delay of a start after it was due.");
    loop(text, sites, LoopCounters::maxStartDelayS);
  }

  private static void loop(
      MetricsText text, Collection<Site> sites, ToDoubleFunction<LoopCounters> figure) {
    for (Site site : sites) {
      text.sample(figure.applyAsDouble(site.loop()), "site", id(site));
    }
  }

  private static void devices(MetricsText text, Collection<Site> sites) {
    device(
        text,
        sites,
        "busbar_device_up",
        "1 while the device answers.",
        device -> device.session().state() == SessionStatus.State.READY ? 1 : 0);
    device(
        text,
        sites,
        "busbar_device_controlled",
        "1 while the device is under control, 0 while it is observed.",
        device -> device.controlled() ? 1 : 0);
    device(
        text,
        sites,
        "busbar_device_gate_open",
        "1 while setpoints may pass to the device.",
        device -> device.cell().isOpen() ? 1 : 0);
  }

  private static void device(
      MetricsText text,
      Collection<Site> sites,
      String name,
      String help,
      ToDoubleFunction<DeviceStatus> figure) {
    text.family(name, "gauge", help);
    for (Site site : sites) {
      for (DeviceStatus device : site.devices()) {
        text.sample(
            figure.applyAsDouble(device), "site", id(site), "device", device.device().value());
      }
    }
  }

  private static void modes(MetricsText text, Collection<Site> sites) {
    mode(text, sites, "busbar_mode_steps_total", "Steps of the mode.", ModeStatus::steps);
    mode(text, sites, "busbar_mode_late_total", "Steps not done in time.", ModeStatus::late);
    mode(
        text,
        sites,
        "busbar_mode_failed_total",
        "Steps that threw or returned nothing.",
        ModeStatus::failed);
  }

  private static void mode(
      MetricsText text,
      Collection<Site> sites,
      String name,
      String help,
      ToDoubleFunction<ModeStatus> figure) {
    text.family(name, "counter", help);
    for (Site site : sites) {
      for (ModeStatus mode : site.modes()) {
        text.sample(figure.applyAsDouble(mode), "site", id(site), "mode", mode.config().id());
      }
    }
  }

  private static void flows(MetricsText text, Collection<Site> sites) {
    text.family("busbar_flow_watts", "gauge", "Power, positive into the busbar.");
    for (Site site : sites) {
      EnergyFlow flow = site.flow();
      text.sample(flow.gridW(), "site", id(site), "flow", "grid");
      text.sample(flow.pvW(), "site", id(site), "flow", "pv");
      text.sample(flow.batteryW(), "site", id(site), "flow", "battery");
      text.sample(flow.chargerW(), "site", id(site), "flow", "charger");
      text.sample(flow.loadW(), "site", id(site), "flow", "load");
    }
  }

  private void samples(MetricsText text, Collection<Site> sites) {
    text.family("busbar_samples", "gauge", "Samples of the newest snapshot by their quality now.");
    long now = clock.nanos();
    for (Site site : sites) {
      Map<Quality, Long> counts = new EnumMap<>(Quality.class);
      for (Sample sample : site.snapshot().samples()) {
        counts.merge(sample.qualityAt(now), 1L, Long::sum);
      }
      for (Quality quality : Quality.values()) {
        text.sample(counts.getOrDefault(quality, 0L), "site", id(site), "quality", quality.name());
      }
    }
  }

  private void happenings(MetricsText text, Collection<Site> sites) {
    Map<Site, EventCounts.Counted> counted = new LinkedHashMap<>();
    sites.forEach(site -> counted.put(site, events.count(site)));
    text.family("busbar_events_total", "counter", "Events by severity.");
    counted.forEach(
        (site, counts) -> {
          for (Severity severity : Severity.values()) {
            text.sample(
                counts.bySeverity().getOrDefault(severity, 0L),
                "site",
                id(site),
                "severity",
                severity.name());
          }
        });
    text.family("busbar_events_unseen_total", "counter", "Events that no scrape saw in time.");
    counted.forEach((site, counts) -> text.sample(counts.unseen(), "site", id(site)));
  }

  private static void process(MetricsText text) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    MemoryUsage rest = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    text.family("jvm_memory_used_bytes", "gauge", "Memory in use.")
        .sample(heap.getUsed(), "area", "heap")
        .sample(rest.getUsed(), "area", "nonheap");
    text.family("jvm_memory_max_bytes", "gauge", "Greatest heap.")
        .sample(heap.getMax(), "area", "heap");
    text.family("jvm_threads", "gauge", "Live platform threads.")
        .sample(ManagementFactory.getThreadMXBean().getThreadCount());
    text.family("jvm_gc_collections_total", "counter", "Collections.");
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.sample(collector.getCollectionCount(), "collector", collector.getName());
    }
    text.family("jvm_gc_collection_seconds_total", "counter", "Time spent in collections.");
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.sample(collector.getCollectionTime() / 1000.0, "collector", collector.getName());
    }
    text.family("jvm_classes_loaded", "gauge", "Loaded classes.")
        .sample(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    text.family("process_uptime_seconds", "gauge", "Time since the process started.")
        .sample(ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
    text.family("process_cpu_seconds_total", "counter", "Processor time used.")
        .sample(
            ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .map(ms -> ms / 1000.0)
                .orElse(Double.NaN));
  }
}
