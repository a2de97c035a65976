package org.busbar.core.replay;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.SiteState;
import org.busbar.api.series.Series;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.core.arbiter.Situation;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.record.CycleNote;
import org.busbar.core.record.JsonText;
import org.busbar.core.record.Neutral;
import org.jspecify.annotations.Nullable;

/** Puts the lines of a recording together to whole steps again. */
final class RecordingReader {
  private static final String SITE = "{\"site\":";
  private static final String DIGEST = ",\"sha256\":\"";

  private @Nullable SiteModel model;
  private Map<String, Integer> ranks = Map.of();
  private @Nullable Topology topology;
  private final TreeMap<Address, Sample> samples = new TreeMap<>();
  private final Map<NodeId, GateCell> cells = new HashMap<>();
  private final Map<Address, Allowed> allowed = new HashMap<>();
  private final Map<Address, Double> release = new HashMap<>();
  private final Map<String, Series> series = new HashMap<>();
  private final Set<NodeId> authority = new LinkedHashSet<>();
  private List<Proposal> proposals = List.of();
  private List<Decision.Outcome> outcomes = List.of();

  /** The site; throws where no line has told of it yet. */
  SiteModel model() {
    if (model == null) {
      throw new IllegalArgumentException("a step comes before its site");
    }
    return model;
  }

  /**
   * The step that a line tells of, empty where it tells of something else.
   *
   * @throws IllegalArgumentException where it cannot be read
   */
  Optional<RecordedStep> read(String line) {
    Map<?, ?> json = (Map<?, ?>) JsonText.parse(line);
    if (json == null || json.containsKey("site")) {
      site(line, json);
    }
    return json != null && json.containsKey("step") ? Optional.of(step(json)) : Optional.empty();
  }

  private void site(String line, @Nullable Map<?, ?> json) {
    if (json == null) {
      throw new IllegalArgumentException("an empty line");
    }
    String text = line.substring(SITE.length(), line.lastIndexOf(DIGEST));
    if (!CycleNote.digest(text).equals(json.get("sha256"))) {
      throw new IllegalArgumentException("the configuration was changed: its digest differs");
    }
    SiteModel read = (SiteModel) Neutral.read(SiteModel.class, json.get("site"));
    Map<String, Integer> byId = new HashMap<>();
    for (ModeConfig mode : read.modes()) {
      byId.put(mode.id(), mode.rank());
    }
    model = read;
    ranks = byId;
    topology = null;
  }

  private RecordedStep step(Map<?, ?> json) {
    if (Boolean.TRUE.equals(json.get("whole"))) {
      forget();
    }
    if (json.containsKey("declared")) {
      topology = new Topology(model(), all(DeviceDeclaration.class, json.get("declared")).stream());
    }
    Topology tree = topology;
    if (tree == null) {
      throw new IllegalArgumentException("a step without what the devices declared");
    }
    for (Object sample : list(json.get("samples"))) {
      Sample read = sample((List<?>) sample);
      samples.put(read.address(), read);
    }
    changes(json, "cells", cells, NodeId.class, GateCell.class);
    changes(json, "allowed", allowed, Address.class, Allowed.class);
    changes(json, "release", release, Address.class, Double.class);
    changes(json, "series", series, String.class, Series.class);
    if (json.containsKey("authority")) {
      authority.clear();
      authority.addAll(all(NodeId.class, json.get("authority")));
    }
    long number = (Long) Neutral.read(long.class, json.get("step"));
    long nanos = (Long) Neutral.read(long.class, json.get("nanos"));
    Instant at = (Instant) Neutral.read(Instant.class, json.get("at"));
    proposals = proposals(list(json.get("proposals")));
    outcomes = outcomes(list(json.get("outcomes")));
    Decision decision =
        new Decision(
            number,
            nanos,
            at,
            proposals,
            all(Decision.Dropped.class, json.get("dropped")),
            outcomes);
    SiteState state = (SiteState) Neutral.read(SiteState.class, json.get("state"));
    Situation situation =
        new Situation(
            tree,
            new RecordedSnapshot(number, nanos, at, samples),
            new Freeze(state, cells, allowed, release),
            proposals.reversed(),
            authority,
            ranks,
            model().cycle());
    return new RecordedStep(
        situation,
        Map.copyOf(series),
        list(json.get("turns")),
        decision,
        all(Setpoint.class, json.get("setpoints")));
  }

  private void forget() {
    samples.clear();
    cells.clear();
    allowed.clear();
    release.clear();
    series.clear();
    authority.clear();
    proposals = List.of();
    outcomes = List.of();
  }

  private static Sample sample(List<?> json) {
    return new Sample(
        (Address) Neutral.read(Address.class, json.get(0)),
        (Double) Neutral.read(double.class, json.get(1)),
        (Quality) Neutral.read(Quality.class, json.get(2)),
        (Long) Neutral.read(long.class, json.get(3)),
        (Long) Neutral.read(long.class, json.get(4)),
        (Instant) Neutral.read(Instant.class, json.get(5)));
  }

  private static <K, V> void changes(
      Map<?, ?> json, String name, Map<K, V> into, Class<K> keys, Class<V> values) {
    for (Object each : list(json.get(name))) {
      List<?> pair = (List<?>) each;
      into.put(
          keys.cast(Neutral.read(keys, pair.get(0))),
          values.cast(Neutral.read(values, pair.get(1))));
    }
    for (Object gone : list(json.get(name + "-gone"))) {
      into.remove(keys.cast(Neutral.read(keys, gone)));
    }
  }

  private List<Proposal> proposals(List<?> json) {
    List<Proposal> read = new ArrayList<>();
    for (Object each : json) {
      if (each instanceof List<?> renewed) {
        Proposal old = proposals.get(Math.toIntExact((Long) renewed.get(0)));
        read.add(
            new Proposal(
                old.source(),
                old.level(),
                old.node(),
                old.quantity(),
                old.phase(),
                old.interval(),
                old.target(),
                (Long) renewed.get(1),
                old.reason()));
      } else {
        read.add((Proposal) Neutral.read(Proposal.class, each));
      }
    }
    return read;
  }

  private List<Decision.Outcome> outcomes(List<?> json) {
    List<Decision.Outcome> read = new ArrayList<>();
    for (Object each : json) {
      read.add(
          each instanceof Long same
              ? outcomes.get(Math.toIntExact(same))
              : (Decision.Outcome) Neutral.read(Decision.Outcome.class, each));
    }
    return read;
  }

  /** Values of one type. */
  static <T> List<T> all(Class<T> type, @Nullable Object json) {
    List<T> all = new ArrayList<>();
    for (Object each : list(json)) {
      all.add(type.cast(Neutral.read((Type) type, each)));
    }
    return all;
  }

  private static List<?> list(@Nullable Object json) {
    return json == null ? List.of() : (List<?>) json;
  }
}
