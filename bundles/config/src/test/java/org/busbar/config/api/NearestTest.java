package org.busbar.config.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void aFewAreNamedAllAndOfManyThoseThatAreLikeIt() {
    assertEquals("Did you mean 'meter'?", Nearest.remedy("metre", List.of("meter", "pv")));
    assertEquals("Known are: meter, pv", Nearest.remedy("zzz", List.of("pv", "meter")));
    assertEquals("None is known here", Nearest.remedy("zzz", List.of()));
    List<String> many = new ArrayList<>(List.of("acme.pump", "acme.store"));
    for (int i = 0; i < 200; i++) {
      many.add("maker" + i + ".meter" + i);
    }
    String told = Nearest.remedy("acme.invertertypeb", many);
    assertTrue(told.startsWith("Of 202 known ones these are like it: acme."), told);
    assertTrue(told.contains("acme.pump") && told.contains("acme.store"), told);
    assertTrue(told.length() < 200, told);
  }
}
