package org.busbar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Profiles;
import org.busbar.profile.api.Register;
import org.busbar.sim.modbus.ModbusRefusal;
import org.busbar.sim.plant.SimDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The simulated plant read and written by mbpoll, a Modbus client of other people. */
class ForeignClientIT {
  private static final Profiles PROFILES =
      ServiceLoader.load(Profiles.class).findFirst().orElseThrow();
  private static final Pattern LINE = Pattern.compile("\\[(\\d+)]:\\s+(\\d+).*");

  private PlantHost host;

  @BeforeEach
  void open() throws IOException, ConfigException, InterruptedException {
    boolean there = isThere();
    if (Boolean.getBoolean("busbar.requirePeers")) {
      assertTrue(there, "mbpoll is required and missing");
    }
    assumeTrue(there, "mbpoll is missing: apt-get install mbpoll");
    // Time stands still unless the test lets it pass, so that every register can be compared.
    host = new PlantHost(DemoPlant.read(null, Clock.system(), 1), PROFILES, Clock.system(), 0);
    run(3);
  }

  @AfterEach
  void close() throws IOException {
    if (host != null) {
      host.close();
    }
  }

  private void run(double seconds) {
    for (long i = Math.round(seconds / 0.02); i > 0; i--) {
      host.step(0.02);
    }
  }

  private static boolean isThere() throws InterruptedException {
    try {
      return new ProcessBuilder("mbpoll", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> mbpoll(PlantHost.Place place, int at, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mbpoll", "-m", "tcp", "-1", "-0", "-t", "4"));
    command.addAll(List.of("-p", String.valueOf(place.port())));
    command.addAll(List.of("-a", String.valueOf(place.unitId()), "-r", String.valueOf(at)));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text.lines().toList();
  }

  private static Map<Integer, Integer> read(PlantHost.Place place, int at, int count)
      throws IOException, InterruptedException {
    Map<Integer, Integer> words = new TreeMap<>();
    for (String line : mbpoll(place, at, List.of("-c", String.valueOf(count), "127.0.0.1"))) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        words.put(Integer.valueOf(matcher.group(1)), Integer.valueOf(matcher.group(2)));
      }
    }
    return words;
  }

  @Test
  @Tag("DEV-16")
  void everyRegisterOfEveryDeviceReadsAsTheDeviceIs()
      throws IOException, InterruptedException, ModbusRefusal {
    int compared = 0;
    for (PlantHost.Place place : host.places().values()) {
      for (ProfilePoint point : place.unit().profile().points()) {
        Register register = point.register();
        Map<Integer, Integer> seen = read(place, register.at(), register.size());
        int[] words = new int[register.size()];
        for (int i = 0; i < words.length; i++) {
          words[i] = seen.get(register.at() + i);
        }
        String what = place.unit().device().id() + " " + point.key();
        int[] served = place.unit().read(register.table(), register.at(), register.size());
        assertEquals(Words.of(served), Words.of(words), what);
        int exponent = 0;
        if (register.scaleFrom().isPresent()) {
          int scaleAt = register.scaleFrom().getAsInt();
          exponent = read(place, scaleAt, 1).get(scaleAt).shortValue();
        }
        double value = register.coding().decode(Words.of(words), exponent);
        double truth = place.unit().device().value(point.key().point(), point.key().index());
        if (Double.isFinite(value)) {
          double step = Math.abs(register.coding().factor()) * Math.pow(10, exponent);
          assertEquals(truth, value, step + 1e-9, what);
          compared++;
        }
      }
    }
    assertTrue(compared > 50, "only " + compared + " values were compared");
  }

  @Test
  @Tag("DEV-16")
  void aWriteOfAForeignClientMovesTheBattery() throws IOException, InterruptedException {
    PlantHost.Place place = host.place("bat1").orElseThrow();
    SimDevice battery = place.unit().device();
    mbpoll(place, 0x40, List.of("127.0.0.1", "10"));
    mbpoll(place, 0x42, List.of("127.0.0.1", "65535", "62536"));
    run(3);
    assertEquals(-3000, battery.activePowerW(), 5);
    assertEquals(-3000, battery.value(Points.ACTIVE_POWER_SETPOINT_W, 0));
    assertEquals(2, place.counters().writeRequests());
    assertFalse(read(place, 0x42, 2).isEmpty());
    run(10);
    assertEquals(0, battery.activePowerW(), 1, "reverts by its own timer");
  }
}
