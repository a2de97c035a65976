package org.busbar.profile.read;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.busbar.config.api.ConfigException;

/** Whatever a person writes is a profile or a list of problems, never anything else. */
class ProfileFuzzTest {
  private static final String PROFILE =
      """
      busbar: profile/1
      id: acme.hybrid
      version: 1
      name: Acme hybrid
      maker: Acme
      models: [H1]
      licence: Apache-2.0
      evidence: {source: this test, quality: reference}
      maturity: simulated
      nature: hybrid
      terminals: {bat: battery}
      transport: {kind: modbus, table: holding, words: low-first, maxRead: 20}
      poll: {fast: 200 ms}
      reaction: 500 ms
      identify: [{at: 0, type: u16, equals: [7, 8]}]
      points:
        activePowerW: {at: 2, type: i32, sign: export+, poll: fast, invalid: 0x80000000}
        frequencyHz: {at: 4, type: u16, scaleFrom: 5, table: input}
        bat/activePowerW: {at: 6, type: i16, unit: 10 W, sign: charge+, poll: fast, invalid: 0x8000}
        bat/stateOfChargePct: {at: 7, type: u16, unit: 0.1 %, poll: slow, range: [0, 100]}
        bat/cellVoltageV.1: {at: 100, type: u16, unit: mV, count: 3, stride: 2}
        operatingState: {at: 9, type: enum, values: {1: 2, 3: 4}}
        connected: {at: 11, type: bool, bit: 2}
      writes:
        bat/activePowerW:
          {at: 22, type: i16, unit: 10 W, sign: charge+, range: [-5 kW, 5 kW], step: 100,
          reversion: {at: 21, type: u16, unit: s, after: 12 s}, safe: 0, tolerance: 100,
          steps: [{at: 20, write: 2, single: true}, timer, value], releaseSteps: [{at: 20, write: 0}],
          readBack: same}
      limits: {bat/cellVoltageV.1: [2.5, 3.65]}
      options: {invert: {negates: [activePowerW, bat/activePowerW], swaps: [frequencyHz, connected]}}
      vectors:
        - given: {2: [500, 0], 6: -20}
          expect: {activePowerW: -500, bat/activePowerW: 200}
        - write: {bat/activePowerW: 1 kW}
          written: [{20: 2}, {21: 12}, {22: -100}]
      """;

  private static final List<String> WORDS =
      List.of(
          "",
          "-1",
          "0",
          "1e400",
          "NaN",
          "65536",
          "0xffffffffffffffffff",
          "[]",
          "{}",
          "[1, 2, 3]",
          "null",
          "u64",
          "bool",
          "enum",
          "f64",
          "bat/",
          "x-a.b",
          "-5 kW",
          ".5 W",
          "true",
          "timer",
          "value",
          "~",
          "9".repeat(30),
          "activePowerW.99999",
          "10 h",
          "0 s",
          "input");

  @Property(tries = 1000)
  void aDamagedProfileIsReadOrRefusedWithProblems(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> tokens = new ArrayList<>(List.of(PROFILE.split("(?<=[\\s,:{}\\[\\]])")));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(tokens.size());
      switch (random.nextInt(4)) {
        case 0 -> tokens.remove(at);
        case 1 -> tokens.add(at, tokens.get(random.nextInt(tokens.size())));
        case 2 -> tokens.set(at, tokens.get(random.nextInt(tokens.size())));
        default -> tokens.set(at, WORDS.get(random.nextInt(WORDS.size())) + ending(tokens.get(at)));
      }
    }
    try {
      assertFalse(ProfileReader.parse("f", String.join("", tokens)).points().isEmpty());
    } catch (ConfigException refused) {
      assertFalse(refused.problems().isEmpty());
    }
  }

  private static String ending(String token) {
    return token.isEmpty() ? "" : token.substring(token.length() - 1);
  }
}
