package org.busbar.core.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.StepNote;
import org.busbar.api.series.Series;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One step: what it was a function of and what came of it.
 *
 * @param model the site
 * @param declared what its devices declared
 * @param snapshot what was frozen
 * @param freeze what the field allowed
 * @param authority devices under authority
 * @param series the newest series by id
 * @param turns steps of modes that were taken over in this step
 * @param decision what was decided, its proposals in the order in which they were folded
 * @param setpoints what was handed to the gate
 */
public record CycleNote(
    SiteModel model,
    List<DeviceDeclaration> declared,
    Snapshot snapshot,
    Freeze freeze,
    Set<NodeId> authority,
    Map<String, Series> series,
    List<ModeTurn> turns,
    Decision decision,
    Setpoints setpoints)
    implements StepNote {

  @Override
  public void writeSite(StringBuilder out) {
    StringBuilder site = new StringBuilder();
    Neutral.write(site, model);
    out.append("{\"site\":").append(site).append(",\"sha256\":\"");
    out.append(digest(site.toString())).append("\"}");
  }

  /** Digest of a configuration as it stands in a recording. */
  public static String digest(String site) {
    try {
      byte[] bytes = site.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void write(StringBuilder out, @Nullable StepNote before) {
    CycleNote last = before instanceof CycleNote note && note.model == model ? note : null;
    out.append("{\"step\":").append(snapshot.step());
    out.append(",\"nanos\":").append(snapshot.nanos());
    Neutral.write(out.append(",\"at\":"), snapshot.at());
    out.append(",\"whole\":").append(last == null);
    if (last == null || last.declared != declared) {
      Neutral.write(out.append(",\"declared\":"), declared);
    }
    samples(out.append(",\"samples\":["), last);
    Neutral.write(out.append("],\"state\":"), freeze.state());
    changes(out, "cells", freeze.cells(), last == null ? Map.of() : last.freeze.cells());
    changes(out, "allowed", freeze.allowed(), last == null ? Map.of() : last.freeze.allowed());
    changes(out, "release", freeze.release(), last == null ? Map.of() : last.freeze.release());
    if (last == null || !last.authority.equals(authority)) {
      Neutral.write(out.append(",\"authority\":"), authority);
    }
    changes(out, "series", series, last == null ? Map.of() : last.series);
    char comma = '[';
    out.append(",\"turns\":");
    for (ModeTurn turn : turns) {
      turn.write(out.append(comma));
      comma = ',';
    }
    out.append(turns.isEmpty() ? "[]" : "]");
    decided(out, last == null ? null : last.decision);
    out.append('}');
  }

  private void samples(StringBuilder out, @Nullable CycleNote last) {
    Collection<Sample> now = snapshot.samples();
    boolean aligned = last != null && last.snapshot.samples().size() == now.size();
    Iterator<Sample> old =
        aligned ? last.snapshot.samples().iterator() : List.<Sample>of().iterator();
    String comma = "";
    for (Sample sample : now) {
      // Addresses are never taken away, so as many as before are the same ones.
      if (!aligned || old.next() != sample) {
        Neutral.write(out.append(comma).append('['), sample.address());
        Neutral.write(out.append(','), sample.value());
        Neutral.write(out.append(','), sample.quality());
        out.append(',').append(sample.measuredNanos()).append(',').append(sample.expiresNanos());
        Neutral.write(out.append(','), sample.measuredAt());
        out.append(']');
        comma = ",";
      }
    }
  }

  /** Pairs that are new or changed, and keys that are gone. */
  private static <K> void changes(StringBuilder out, String name, Map<K, ?> now, Map<K, ?> before) {
    if (now == before) {
      return;
    }
    Map<String, String> pairs = new TreeMap<>();
    now.forEach(
        (key, value) -> {
          Object old = before.get(key);
          if (old != value && !value.equals(old)) {
            pairs.put(text(key), text(value));
          }
        });
    List<String> gone = new ArrayList<>();
    for (K key : before.keySet()) {
      if (!now.containsKey(key)) {
        gone.add(text(key));
      }
    }
    if (!pairs.isEmpty()) {
      String comma = "";
      out.append(",\"").append(name).append("\":[");
      for (Map.Entry<String, String> pair : pairs.entrySet()) {
        out.append(comma).append('[').append(pair.getKey()).append(',');
        out.append(pair.getValue()).append(']');
        comma = ",";
      }
      out.append(']');
    }
    if (!gone.isEmpty()) {
      gone.sort(null);
      out.append(",\"").append(name).append("-gone\":[").append(String.join(",", gone)).append(']');
    }
  }

  private static String text(Object value) {
    StringBuilder text = new StringBuilder();
    Neutral.write(text, value);
    return text.toString();
  }

  /** What is as it was in the step before is the number of its place there. */
  private void decided(StringBuilder out, @Nullable Decision last) {
    out.append(",\"proposals\":[");
    List<Proposal> before = last == null ? List.of() : last.proposals();
    for (int i = 0; i < decision.proposals().size(); i++) {
      Proposal proposal = decision.proposals().get(i);
      out.append(i == 0 ? "" : ",");
      if (i < before.size() && sameButDeadline(before.get(i), proposal)) {
        out.append('[').append(i).append(',').append(proposal.validUntilNanos()).append(']');
      } else {
        Neutral.write(out, proposal);
      }
    }
    Neutral.write(out.append("],\"dropped\":"), decision.dropped());
    out.append(",\"outcomes\":[");
    List<Decision.Outcome> was = last == null ? List.of() : last.outcomes();
    for (int i = 0; i < decision.outcomes().size(); i++) {
      Decision.Outcome outcome = decision.outcomes().get(i);
      out.append(i == 0 ? "" : ",");
      if (i < was.size() && was.get(i).equals(outcome)) {
        out.append(i);
      } else {
        Neutral.write(out, outcome);
      }
    }
    out.append("],\"setpoints\":[");
    String comma = "";
    for (Setpoint setpoint : setpoints.setpoints()) {
      Neutral.write(out.append(comma), setpoint);
      comma = ",";
    }
    out.append(']');
  }

  private static boolean sameButDeadline(Proposal before, Proposal now) {
    return before.level() == now.level()
        && Double.compare(before.target(), now.target()) == 0
        && before.source().equals(now.source())
        && before.node().equals(now.node())
        && before.quantity().equals(now.quantity())
        && before.phase() == now.phase()
        && before.interval().equals(now.interval())
        && before.reason().equals(now.reason());
  }
}
