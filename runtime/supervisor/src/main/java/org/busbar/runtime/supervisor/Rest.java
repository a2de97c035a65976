package org.busbar.runtime.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WritePlan.ReadBack;
import org.busbar.api.device.write.guard.GuardList.Entry;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Words;

/**
 * Brings devices to rest, each connection on a thread of its own so that a dead peer costs its own
 * devices only. Tried again and again for a while; afterwards nothing is written any more, whatever
 * may still hang.
 */
final class Rest {
  /** How long the whole may take. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration RETRY = Duration.ofMillis(300);

  /** What is to be written of one entry. */
  record Order(Entry entry, boolean safe) {
    WritePlan plan() {
      return safe ? entry.safe() : entry.release();
    }

    @Override
    public String toString() {
      return entry.quantity() + (safe ? " safe value" : " release");
    }
  }

  private final Voice voice;
  private final Duration patience;
  private final Set<ModbusPeer> peers = ConcurrentHashMap.newKeySet();
  private final Set<Order> done = ConcurrentHashMap.newKeySet();
  private boolean over;

  Rest(Voice voice, Duration patience) {
    this.voice = voice;
    this.patience = patience;
  }

  /** Carries out all orders; returns those that a device did not confirm. Once per instance. */
  List<Order> write(List<Order> orders) throws InterruptedException {
    Map<String, List<Order>> byPeer = new LinkedHashMap<>();
    for (Order order : orders) {
      String peer = order.entry().host() + ":" + order.entry().port();
      byPeer.computeIfAbsent(peer, p -> new ArrayList<>()).add(order);
    }
    CountDownLatch ended = new CountDownLatch(byPeer.size());
    byPeer.forEach(
        (peer, mine) ->
            Thread.ofPlatform().daemon(true).name("rest-" + peer).start(() -> all(mine, ended)));
    boolean all = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    end();
    List<Order> left = orders.stream().filter(order -> !done.contains(order)).toList();
    if (!all || !left.isEmpty()) {
      voice.error("not confirmed within " + patience.toSeconds() + " s: " + left);
    }
    return left;
  }

  private void all(List<Order> orders, CountDownLatch ended) {
    try {
      List<Order> left = new ArrayList<>(orders);
      String told = "";
      while (!left.isEmpty() && !isOver()) {
        try (ModbusPeer peer = open(left.getFirst().entry())) {
          while (!left.isEmpty()) {
            Order order = left.getFirst();
            // One that fails goes last, so that it does not keep its neighbours.
            left.add(left.removeFirst());
            carryOut(peer, order);
            left.removeLast();
            done.add(order);
            voice.info("wrote " + order);
          }
        } catch (IOException e) {
          if (!told.equals(e.toString())) {
            told = e.toString();
            voice.error(orders.getFirst().entry().host() + ": " + e + "; tried again");
          }
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private static void carryOut(ModbusPeer peer, Order order)
      throws IOException, InterruptedException {
    for (RegisterWrite write : order.plan().writes()) {
      peer.write(write);
      Thread.sleep(PAUSE);
    }
    Optional<ReadBack> readBack = order.plan().readBack();
    if (readBack.isPresent()) {
      Words held = peer.read(readBack.get().place());
      if (!held.equals(readBack.get().expected())) {
        throw new IOException(order + " was read back as " + held);
      }
    }
  }

  private ModbusPeer open(Entry entry) throws IOException {
    ModbusPeer peer = new ModbusPeer(entry.host(), entry.port(), entry.timeout());
    synchronized (peers) {
      if (over) {
        peer.close();
        throw new IOException("too late");
      }
      peers.add(peer);
    }
    return peer;
  }

  private boolean isOver() {
    synchronized (peers) {
      return over;
    }
  }

  /** From now on no byte goes to a device: another gateway may be about to start. */
  private void end() {
    synchronized (peers) {
      over = true;
      for (ModbusPeer peer : peers) {
        try {
          peer.close();
        } catch (IOException e) {
          voice.error("a connection was not closed: " + e);
        }
      }
    }
  }
}
