package org.busbar.profile.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;

/** Whatever comes, only what truly stands there is called good; judged by another reader. */
class MessageFuzzTest {
  private static final String PROFILE =
      """
      busbar: profile/1
      id: acme.meter
      version: 1
      name: Acme meter
      maker: Acme
      models: [M1]
      licence: Apache-2.0
      evidence: {source: this test, quality: reference}
      nature: meter
      transport: {kind: mqtt, from: m}
      points:
        activePowerW: {value: /em/0/power, sign: import+}
        voltageLnV: {value: /em/0/u}
      vectors:
        - given: {m: '{"em": [{"power": 1, "u": 2}]}'}
          expect: {activePowerW: 1, voltageLnV: 2}
      """;
  private static final String GOOD =
      "{\"id\": 0, \"em\": [{\"power\": -1234.5, \"u\": 230.1, \"ok\": true}, {\"power\": 7}]}";

  @Test
  void nothingWrongIsEverCalledGood() throws ConfigException {
    ObjectMapper judge = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    ScriptedMessages device = new ScriptedMessages();
    Sample[] last = new Sample[2];
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("m1"), "profile", "acme.meter", "c", 1, Map.of(), Set.of(), "t");
    MessageDevices.open(
        MessageReader.parse("m.yaml", PROFILE),
        device,
        config,
        s -> last[s.address().point().id().equals("activePowerW") ? 0 : 1] = s,
        device);
    SplittableRandom random = new SplittableRandom(20261121);
    int rounds = Boolean.getBoolean("busbar.deep") ? 1_000_000 : 20_000;
    int good = 0;
    for (int i = 0; i < rounds; i++) {
      String text = damaged(random);
      device.come("m", text);
      good += judge(judge, text, "/em/0/power", last[0]);
      judge(judge, text, "/em/0/u", last[1]);
    }
    assertTrue(good > rounds / 20, "some are still right: " + good);
  }

  private static int judge(ObjectMapper judge, String text, String pointer, Sample sample) {
    JsonNode node;
    try {
      node = judge.readTree(text).at(pointer);
    } catch (JsonProcessingException malformed) {
      assertEquals(Quality.INVALID, sample.quality(), text);
      return 0;
    }
    if (sample.quality() == Quality.GOOD) {
      assertTrue(node.isNumber(), text);
      assertEquals(node.doubleValue(), sample.value(), 1e-9, text);
      return 1;
    }
    assertTrue(Double.isNaN(sample.value()), text);
    return 0;
  }

  private static String damaged(SplittableRandom random) {
    byte[] bytes = GOOD.getBytes(StandardCharsets.US_ASCII);
    String alphabet = "{}[]\",:0123456789.eE+-nulltruefalse \\/power\u0000";
    for (int n = random.nextInt(5); n > 0; n--) {
      bytes[random.nextInt(bytes.length)] =
          (byte)
              (random.nextInt(4) == 0
                  ? random.nextInt(128)
                  : alphabet.charAt(random.nextInt(alphabet.length())));
    }
    String text = new String(bytes, StandardCharsets.US_ASCII);
    return switch (random.nextInt(12)) {
      case 0 -> text.substring(0, random.nextInt(text.length()));
      case 1 -> text + text.substring(random.nextInt(text.length()));
      case 2 -> text.replaceFirst("\"u\"", "\"power\"");
      default -> text;
    };
  }
}
