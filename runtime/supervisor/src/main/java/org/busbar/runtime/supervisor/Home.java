package org.busbar.runtime.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.busbar.api.device.write.guard.GuardList;

/** The folder of everything that is kept, and what a dead gateway left there to be done. */
final class Home {
  private final Path home;
  private final Voice voice;
  private final Duration patience;

  /** With how long devices may take to confirm. */
  Home(Path home, Voice voice, Duration patience) {
    this.home = home;
    this.voice = voice;
    this.patience = patience;
  }

  /**
   * Brings every device to rest that a dead gateway may have left with a setpoint. Holds the lock
   * that every gateway holds while it lives: so none does, and none starts meanwhile.
   *
   * @return what was done, for people; empty where nothing was to be done
   */
  String settle() throws IOException, InterruptedException {
    if (lists().isEmpty()) {
      return "";
    }
    try (FileChannel channel =
            FileChannel.open(
                home.resolve("running.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        voice.error("a gateway lives on " + home + ": nothing is written");
        return "";
      }
      return settleAll();
    }
  }

  private String settleAll() throws IOException, InterruptedException {
    Map<Path, List<Rest.Order>> orders = new LinkedHashMap<>();
    for (Path list : lists()) {
      orders.put(list, orders(list));
    }
    List<Rest.Order> all = orders.values().stream().flatMap(List::stream).toList();
    List<Rest.Order> left = new Rest(voice, patience).write(all);
    for (Map.Entry<Path, List<Rest.Order>> list : orders.entrySet()) {
      if (!list.getValue().isEmpty() && list.getValue().stream().noneMatch(left::contains)) {
        Files.deleteIfExists(list.getKey());
      }
    }
    List<Rest.Order> done = all.stream().filter(order -> !left.contains(order)).toList();
    return "wrote " + done + (left.isEmpty() ? "" : ", not confirmed " + left);
  }

  private List<Rest.Order> orders(Path list) {
    List<Rest.Order> orders = new ArrayList<>();
    try {
      Latches latches = Latches.read(list.resolveSibling("safety.state"));
      for (GuardList.Entry entry : GuardList.read(Files.readString(list)).entries()) {
        orders.add(new Rest.Order(entry, latches.holds(entry.device())));
      }
    } catch (IOException | IllegalArgumentException e) {
      voice.error(list + " cannot be read, its devices are left to themselves: " + e.getMessage());
    }
    return orders;
  }

  /** The lists of all sites. */
  private List<Path> lists() throws IOException {
    Path sites = home.resolve("sites");
    // Without a home the gateway does not start either, and says so.
    if (home.toString().isEmpty() || !Files.isDirectory(sites)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(sites, 3)) {
      return all.filter(file -> file.endsWith(GuardList.FILE)).sorted().toList();
    }
  }
}
