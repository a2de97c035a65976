package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
  @Test
  void aNetworkARangeAnAddressAndANameAreHosts() {
    assertEquals(List.of("10.0.0.1", "10.0.0.2"), Networks.hosts("10.0.0.3/30"));
    assertEquals(List.of("10.0.0.254", "10.0.0.255"), Networks.hosts("10.0.0.254-255"));
    assertEquals(List.of("10.0.0.7"), Networks.hosts("10.0.0.7"));
    assertEquals(List.of("meter.local"), Networks.hosts("meter.local"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"300.1.1.1", "10.0.0", "10.0.0.0/8", "10.0.0.9-3", "10.0.0.1-300", "a b"})
  void whatIsNoAddressIsRefusedAndNotSearched(String text) {
    assertThrows(ProblemException.class, () -> Networks.hosts(text));
  }

  @Test
  void aQuestionEndsWithItsOwnMark() {
    assertEquals("Did you mean 'a'?", Problem.field("f", "b", "Did you mean 'a'?.", null).detail());
  }
}
