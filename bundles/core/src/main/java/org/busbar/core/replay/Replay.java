package org.busbar.core.replay;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.site.ModeConfig;
import org.busbar.core.arbiter.Arbiter;
import org.busbar.core.arbiter.Ruling;
import org.busbar.core.mode.ModeRerun;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.record.JsonText;
import org.busbar.core.record.ModeTurn;
import org.busbar.core.record.Neutral;
import org.jspecify.annotations.Nullable;

/**
 * A recording made again: every decision is folded from its recorded proposals, and every step of a
 * mode is run from its recorded state on what it saw. Both must come out as they were, bit for bit.
 */
public final class Replay {
  /** A step of a mode that took longer than that was given up. */
  private static final long MEMORY_NANOS = Duration.ofSeconds(12).toNanos();

  private static final int MOST_TOLD = 20;

  private final ModeTypes types;
  private final MessageDigest outputs;
  private final RecordingReader reader = new RecordingReader();
  private final TreeMap<Long, Scene> scenes = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();
  private @Nullable RecordedStep before;
  private @Nullable Ruling last;
  private long steps;
  private long different;
  private long turns;
  private long differentTurns;
  private long notRun;
  private String whyNotRun = "";

  /** A step and what was decided in the one before it. */
  private record Scene(RecordedStep step, Ruling last) {}

  /**
   * What came of it.
   *
   * @param steps steps that were folded again
   * @param different how many of them came out otherwise
   * @param turns steps of modes that were run again
   * @param differentTurns how many of them came out otherwise
   * @param notRun steps of modes that could not be run again
   * @param whyNotRun why the first of them could not; empty where all could
   * @param differences the first differences, explained
   * @param outputs SHA-256 of all that came out now
   */
  public record Report(
      long steps,
      long different,
      long turns,
      long differentTurns,
      long notRun,
      String whyNotRun,
      List<String> differences,
      String outputs) {
    /** Whether all came out as it was. */
    public boolean isEqual() {
      return different == 0 && differentTurns == 0;
    }
  }

  private Replay(ModeTypes types) {
    this.types = types;
    try {
      this.outputs = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Replays the lines of a recording.
   *
   * @param types the types of modes that are there
   * @throws IOException where it cannot be read, with the line
   */
  public static Report of(BufferedReader lines, ModeTypes types) throws IOException {
    Replay replay = new Replay(types);
    long number = 0;
    for (String line = next(lines); line != null; line = next(lines)) {
      number++;
      try {
        replay.reader.read(line).ifPresent(replay::again);
      } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
        throw new IOException(
            "line " + number + " is no line of a recording: " + e.getMessage(), e);
      }
    }
    return new Report(
        replay.steps,
        replay.different,
        replay.turns,
        replay.differentTurns,
        replay.notRun,
        replay.whyNotRun,
        List.copyOf(replay.differences),
        HexFormat.of().formatHex(replay.outputs.digest()));
  }

  /** The next line; a file that ends in the middle of a block ends with the one before. */
  private static @Nullable String next(BufferedReader lines) throws IOException {
    try {
      return lines.readLine();
    } catch (EOFException e) {
      return null;
    }
  }

  private void again(RecordedStep step) {
    steps++;
    step.turns().forEach(turn -> turn(step, (Map<?, ?>) turn));
    Ruling ruling = Arbiter.decide(step.situation());
    put(ruling.decision());
    ruling.setpoints().setpoints().forEach(this::put);
    Optional<String> difference = difference(step, ruling);
    if (difference.isPresent()) {
      different++;
      tell(step, difference.get());
    }
    RecordedStep earlier = before;
    Ruling then = last;
    if (earlier != null && then != null && earlier.number() + 1 == step.number()) {
      scenes.put(step.number(), new Scene(step, then));
    }
    long now = step.decision().nanos();
    while (!scenes.isEmpty()
        && now - scenes.firstEntry().getValue().step().decision().nanos() > MEMORY_NANOS) {
      scenes.pollFirstEntry();
    }
    before = step;
    last = ruling;
  }

  private void put(Object output) {
    StringBuilder text = new StringBuilder();
    Neutral.write(text, output);
    outputs.update(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void tell(RecordedStep step, String what) {
    if (differences.size() < MOST_TOLD) {
      differences.add("step " + step.number() + " at " + step.decision().at() + ": " + what);
    }
  }

  private static Optional<String> difference(RecordedStep step, Ruling ruling) {
    Decision recorded = step.decision();
    Decision now = ruling.decision();
    if (!recorded.proposals().equals(now.proposals())) {
      return Optional.of("the proposals are folded in another order");
    }
    for (int i = 0; i < Math.max(recorded.outcomes().size(), now.outcomes().size()); i++) {
      String was = i < recorded.outcomes().size() ? words(recorded.outcomes().get(i)) : "nothing";
      String is = i < now.outcomes().size() ? words(now.outcomes().get(i)) : "nothing";
      if (!was.equals(is)) {
        return Optional.of("was " + was + ", is " + is);
      }
    }
    if (!recorded.dropped().equals(now.dropped())) {
      return Optional.of("dropped was " + recorded.dropped() + ", is " + now.dropped());
    }
    if (!recorded.equals(now)) {
      return Optional.of("the decision differs");
    }
    return step.setpoints().equals(ruling.setpoints().setpoints())
        ? Optional.empty()
        : Optional.of(
            "setpoints were " + step.setpoints() + ", are " + ruling.setpoints().setpoints());
  }

  private static String words(Decision.Outcome outcome) {
    return outcome.node()
        + "/"
        + outcome.quantity()
        + " "
        + outcome.value()
        + " within "
        + outcome.envelope().levels()
        + outcome.limitedBy().map(by -> " limited by " + by).orElse("")
        + " ("
        + outcome.reason()
        + ")";
  }

  private void turn(RecordedStep step, Map<?, ?> json) {
    String mode = String.valueOf(json.get("mode"));
    Scene scene = scenes.get((Long) Neutral.read(long.class, json.get("step")));
    Optional<ModeConfig> config =
        reader.model().modes().stream().filter(each -> each.id().equals(mode)).findFirst();
    Optional<ControlMode<?, ?>> type = config.flatMap(each -> types.find(each.type()));
    if (scene == null || type.isEmpty()) {
      skip(
          scene == null
              ? mode + " looked at a step that is not, or not with the one before it, in the file"
              : mode + ": no such type of control mode is here");
      return;
    }
    ModeRerun now;
    try {
      now =
          ModeRerun.of(config.get(), type.get(), seen(scene, json), (Map<?, ?>) json.get("state"));
    } catch (IllegalArgumentException e) {
      skip(mode + ": its state cannot be read: " + e.getMessage());
      return;
    }
    turns++;
    now.proposals().forEach(this::put);
    StringBuilder next = new StringBuilder();
    ModeTurn.values(next, now.next());
    outputs.update(next.toString().getBytes(StandardCharsets.UTF_8));
    List<Proposal> recorded = RecordingReader.all(Proposal.class, json.get("proposals"));
    String failure = String.valueOf(json.get("failure"));
    Object after = JsonText.parse(next.toString());
    if (!failure.equals(now.failure())) {
      other(step, mode + " failed: was '" + failure + "', is '" + now.failure() + "'");
    } else if (!recorded.equals(now.proposals())) {
      other(step, mode + " asked: was " + recorded + ", is " + now.proposals());
    } else if (failure.isEmpty() && !json.get("next").equals(after)) {
      other(step, mode + " went to: was " + json.get("next") + ", is " + after);
    }
  }

  private static ModeRerun.Seen seen(Scene scene, Map<?, ?> json) {
    RecordedStep step = scene.step();
    return new ModeRerun.Seen(
        step.situation().snapshot(),
        step.situation().topology(),
        Optional.of(scene.last()),
        step.series(),
        step.situation().cycle(),
        (Duration) Neutral.read(Duration.class, json.get("elapsed")));
  }

  private void skip(String why) {
    notRun++;
    whyNotRun = whyNotRun.isEmpty() ? why : whyNotRun;
  }

  private void other(RecordedStep step, String what) {
    differentTurns++;
    tell(step, what);
  }
}
