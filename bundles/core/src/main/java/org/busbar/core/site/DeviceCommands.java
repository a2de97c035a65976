package org.busbar.core.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.busbar.api.control.Proposal;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.Writable;
import org.busbar.api.face.CommandStatus;
import org.busbar.api.face.CommandStatus.State;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * Devices that people switch. What stands is proposed anew at each step, so that it ends with the
 * site; a stop is kept on disk and goes before everything else that is proposed.
 */
final class DeviceCommands {
  static final String STOP = "stop";
  static final String START = "start";

  private static final String FILE = "stopped.txt";
  private static final Duration RESET = Duration.ofSeconds(3);
  private static final int MOST = 200;

  private final Clock clock;
  private final Path file;
  private final long renewNanos;
  private final Map<NodeId, String> stopped = new ConcurrentHashMap<>();
  private final Map<Key, Wish> wishes = new ConcurrentHashMap<>();
  private final Deque<Given> given = new ArrayDeque<>();
  private long numbers;

  private record Key(NodeId node, Point quantity) {}

  private record Wish(NodeId device, double value, long untilNanos, String reason) {}

  /** A command as it was given; judged again for as long as it was neither refused nor done. */
  private record Given(CommandStatus status) {
    boolean stands() {
      return status.state() == State.ACCEPTED;
    }
  }

  /**
   * Recalls the stops of a home folder; throws {@link UncheckedIOException} where they cannot be
   * read: a site must not run what may be stopped.
   */
  DeviceCommands(Clock clock, Path home, Duration cycle) {
    this.clock = clock;
    this.file = home.resolve(FILE);
    this.renewNanos = Math.max(Duration.ofSeconds(1).toNanos(), cycle.multipliedBy(3).toNanos());
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        String[] words = line.split("\t", 2);
        stopped.put(new NodeId(words[0]), words.length > 1 ? words[1] : "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the stops of " + file + " cannot be read", e);
    }
  }

  /**
   * Takes a command.
   *
   * @throws IOException where a stop holds, and would not outlive a restart
   */
  synchronized CommandStatus take(
      DeviceStatus device, String command, Duration validFor, String by, String reason)
      throws IOException {
    NodeId id = device.device();
    List<Writable> writables =
        device.declaration().map(DeviceDeclaration::writables).orElse(List.of());
    List<String> offered = device.declaration().map(DeviceDeclaration::commands).orElse(List.of());
    String why = reason + " (" + by + ")";
    String refusal = "";
    if (!command.equals(STOP) && !offered.contains(command)) {
      refusal = id + " does not offer '" + command + "'";
    } else if ((command.equals("on") || command.equals("reset")) && stopped.containsKey(id)) {
      refusal = id + " is stopped: " + stopped.get(id);
    }
    State state = refusal.isEmpty() ? State.ACCEPTED : State.REFUSED;
    CommandStatus status = noted(id, command, state, refusal, by);
    if (refusal.isEmpty()) {
      perform(id, command, validFor, why, writables);
    }
    return status;
  }

  /** What stands of a device, in words of the commands; empty where nothing does. */
  synchronized String standing(NodeId id) {
    if (stopped.containsKey(id)) {
      return STOP;
    }
    return wishes.entrySet().stream()
        .filter(each -> each.getValue().device().equals(id))
        .map(each -> each.getKey().quantity().id() + " " + each.getValue().value())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Notes a command that is no proposal, with its answer. */
  synchronized CommandStatus answered(NodeId id, String command, Answer answer, String by) {
    return answer instanceof Answer.Refused refused
        ? noted(id, command, State.REFUSED, refused.reason(), by)
        : noted(id, command, State.ACHIEVED, "", by);
  }

  private CommandStatus noted(NodeId id, String command, State state, String text, String by) {
    CommandStatus status =
        new CommandStatus(++numbers, id, command, state, text, clock.instant(), by);
    given.addFirst(new Given(status));
    while (given.size() > MOST) {
      given.removeLast();
    }
    return status;
  }

  private void perform(
      NodeId id, String command, Duration validFor, String why, List<Writable> writables)
      throws IOException {
    switch (command) {
      case STOP -> {
        wishes.values().removeIf(wish -> wish.device().equals(id));
        stopped.put(id, why);
        keep();
      }
      case START -> {
        stopped.remove(id);
        keep();
      }
      case "on" -> stand(new Wish(id, 1, until(validFor), why), Points.SWITCH_ON, writables);
      case "off" -> stand(new Wish(id, 0, until(validFor), why), Points.SWITCH_ON, writables);
      default -> stand(new Wish(id, 1, until(RESET), why), Points.FAULT_RESET, writables);
    }
  }

  private long until(Duration validFor) {
    return clock.nanos() + validFor.toNanos();
  }

  private void stand(Wish wish, Point quantity, List<Writable> writables) {
    writables.stream()
        .filter(writable -> writable.quantity().id().equals(quantity.id()))
        .forEach(writable -> wishes.put(new Key(writable.node(), writable.quantity()), wish));
  }

  private void keep() throws IOException {
    List<String> lines =
        new TreeMap<>(stopped)
            .entrySet().stream()
                .map(each -> each.getKey() + "\t" + each.getValue().replaceAll("\\p{Cntrl}", " "))
                .toList();
    Path next = file.resolveSibling(FILE + ".new");
    Files.write(next, lines);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What stands, as proposals of one step; on the site's loop. */
  List<Proposal> proposals(List<DeviceDeclaration> declared, long nowNanos) {
    if (stopped.isEmpty() && wishes.isEmpty()) {
      return List.of();
    }
    List<Proposal> all = new ArrayList<>();
    wishes.values().removeIf(wish -> wish.untilNanos() - nowNanos < 0);
    for (DeviceDeclaration declaration : declared) {
      String stop = stopped.get(declaration.device());
      for (Writable writable : declaration.writables()) {
        Wish wish = wishes.get(new Key(writable.node(), writable.quantity()));
        if (stop != null) {
          Wish safe = new Wish(declaration.device(), writable.safe(), nowNanos, stop);
          all.add(proposal("stop", Level.SAFETY, writable, safe, nowNanos));
        } else if (wish != null) {
          all.add(proposal("switch", Level.ECONOMIC, writable, wish, nowNanos));
        }
      }
    }
    return all;
  }

  private Proposal proposal(
      String source, Level level, Writable writable, Wish wish, long nowNanos) {
    return new Proposal(
        source,
        level,
        writable.node(),
        writable.quantity(),
        Phase.TOTAL,
        new Interval(wish.value(), wish.value()),
        wish.value(),
        nowNanos + renewNanos,
        wish.reason());
  }

  /** All that were given, newest first, judged now. */
  synchronized List<CommandStatus> judged(Judge judge) {
    List<CommandStatus> all = new ArrayList<>();
    List<NodeId> seen = new ArrayList<>();
    for (Given each : given) {
      CommandStatus status = each.status();
      boolean newest = !seen.contains(status.device());
      if (each.stands()) {
        seen.add(status.device());
      }
      all.add(each.stands() && newest ? judge.judge(status, targets(status)) : status);
    }
    return all;
  }

  /** Says what became of a command. */
  interface Judge {
    /**
     * What became of it.
     *
     * @param target what its quantities are to be; empty for the safe value of each
     */
    CommandStatus judge(CommandStatus given, Optional<Target> target);
  }

  /** What a command is to bring about. */
  record Target(Point quantity, double value) {}

  private static Optional<Target> targets(CommandStatus status) {
    return switch (status.command()) {
      case "on" -> Optional.of(new Target(Points.SWITCH_ON, 1));
      case "off" -> Optional.of(new Target(Points.SWITCH_ON, 0));
      case "reset" -> Optional.of(new Target(Points.FAULT_RESET, 1));
      default -> Optional.empty();
    };
  }
}
