package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The house as it stands keeps its rules. */
class HouseTest {
  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();
  private static List<Room> house = List.of();

  @BeforeAll
  static void readTheHouse() {
    house = Room.of(CHECKOUT);
    long classes = house.stream().mapToLong(room -> room.classes().size()).sum();
    assertTrue(classes > 60, "only " + classes + " classes found: build first");
  }

  private static void assertKept(List<String> broken) {
    assertEquals("", String.join("\n", broken));
  }

  @Test
  void packagesFormNoCycle() {
    assertKept(Dependencies.packageCycles(house));
  }

  @Test
  void roomsKnowOnlyWhomTheyMay() {
    assertKept(Dependencies.whoKnowsWhom(house));
  }

  @Test
  void onlyTheFieldSideReachesDevices() {
    assertKept(Dependencies.reservedImports(house));
  }

  @Test
  void onlyContractsAreExported() {
    assertKept(Dependencies.exports(house));
  }

  @Test
  void nobodyReadsAmbientTime() {
    assertKept(Habits.ambientTime(house));
  }

  @Test
  void nothingStaticChanges() {
    assertKept(Habits.staticState(house));
  }

  @Test
  void errorsAreNotPrinted() {
    assertKept(Habits.forbiddenCalls(house));
  }

  @Test
  void namesSayWhatAClassIs() {
    assertKept(Habits.names(house));
  }

  @Test
  void inheritanceIsShallow() {
    assertKept(Habits.inheritance(house));
  }

  @Test
  void filesMethodsAndParameterListsKeepTheirBudgets() {
    assertKept(Sizes.budgets(house));
  }

  @Test
  void everyDoubleOfAContractHasItsUnit() {
    assertKept(Units.inContracts(house));
  }

  @Test
  @Tag("DPL-22")
  void theTopLevelIsWhatTheArchitectureSays() {
    assertKept(Layout.topLevel(CHECKOUT));
  }

  @Test
  @Tag("NFR-08")
  void theFirstScreenSaysWhatIsOutOfScope() throws IOException {
    String readme = Files.readString(CHECKOUT.resolve("README.md")).replaceAll("\\s+", " ");
    for (String what : List.of("Physical installation", "hardware design", "payment")) {
      assertTrue(readme.contains(what), what);
    }
    assertTrue(readme.contains("are out of scope"), "the scope is not stated");
  }

  @Test
  void theRulesComeAfterEveryRoom() {
    assertKept(Layout.notWaitedFor(CHECKOUT));
  }

  @Test
  void everyModuleHasAShortReadme() {
    assertKept(Layout.readmes(CHECKOUT));
  }
}
