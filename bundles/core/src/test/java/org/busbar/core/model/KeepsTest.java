package org.busbar.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.busbar.api.site.HistoryConfig;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code history} of a site. */
class KeepsTest {
  private static final String SITE =
      """
      busbar: site/1
      site: home
      connections:
        plant: {transport: modbus-tcp}
      devices:
        bat1: {profile: acme.battery, connection: plant}
      """;

  private static HistoryConfig history(String written) throws ConfigException {
    return SiteFile.parse("site.yaml", SITE + written).history();
  }

  @Test
  void everyKeyIsRead() throws ConfigException {
    assertEquals(
        new HistoryConfig(
            Duration.ofDays(30),
            Duration.ofDays(60),
            Duration.ofDays(90),
            Duration.ofDays(100),
            Duration.ofDays(200),
            Duration.ofDays(3_650),
            Duration.ofHours(36),
            Duration.ofDays(10),
            true,
            Optional.of("/mnt/archive")),
        history(
            """
            history:
              samples: 30 d
              seconds: 60 d
              minutes: 90 d
              quarter-hours: 100 d
              hours: 200 d
              days: 3650 d
              decisions: 36 h
              events: 10 d
              archive: true
              archive-folder: /mnt/archive
            """));
  }

  @Test
  void whatIsNotWrittenIsAsUsualAndAtLeastAsLongAsWhatIsFiner() throws ConfigException {
    assertEquals(HistoryConfig.USUAL, history(""));
    HistoryConfig longer = history("history: {samples: 2000 d, archive: false}\n");
    assertEquals(Duration.ofDays(2_000), longer.seconds());
    assertEquals(Duration.ofDays(2_000), longer.minutes());
    assertEquals(HistoryConfig.FOR_EVER, longer.days());
    assertEquals(false, longer.archive());
    assertEquals(Duration.ofDays(400), history("history: {samples: 1 h}\n").seconds());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          samples: 10 s                       | site.yaml:7: history.samples = '10 s': is out of range. Write a duration from 1 h to 36500 d
          samples: 30                         | site.yaml:7: history.samples = '30': is no duration. Write a number and its unit, such as '100 ms' or '2 s'
          minutes: 30 d                       | site.yaml:7: history.minutes = '30 d': is shorter than seconds. What is coarser is made of what is finer and kept at least as long
          sample: 30 d                        | site.yaml:7: history.sample = '30 d': is not known here. Did you mean 'samples'?
          archive: maybe                      | site.yaml:7: history.archive = 'maybe': is neither true nor false. Write true or false
          archive-folder: usb/disk            | site.yaml:7: history.archive-folder = 'usb/disk': is no absolute path. Write one such as '/mnt/archive'
          archive-folder: /mnt, archive: false | site.yaml:7: history.archive-folder = '/mnt': has no use while archive is false. Leave one of them out
          """)
  void whatCannotBeIsRefusedWithItsRemedy(String written, String said) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> history("history: {" + written + "}\n"));
    assertEquals(said, e.problems().getFirst().toString());
  }
}
