package org.busbar.profile.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;

class SunSpecImportTest {
  private final Models models = Models.load();

  @Test
  void theRegisterOfFactsIsWhatTheImporterMakes() throws IOException, ConfigException {
    Path data = data();
    assumeTrue(Files.isDirectory(data), "shared/data/sunspec-models is absent");
    try (InputStream kept = SunSpecImport.class.getResourceAsStream(Models.RESOURCE)) {
      assertEquals(
          new String(kept.readAllBytes(), StandardCharsets.UTF_8), SunSpecImport.run(data));
    }
  }

  /** {@code ../shared/data} from the root of the project, wherever that is. */
  private static Path data() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path data = folder.resolve("shared/data/sunspec-models");
      if (Files.isDirectory(data)) {
        return data;
      }
      folder = folder.getParent();
    }
    return Path.of("shared/data/sunspec-models");
  }

  @Test
  void everyModelThatIsUsedIsThere() {
    assertEquals(SunSpecImport.IDS, models.all().stream().map(Model::id).toList());
  }

  @Test
  void placesAreThoseOfTheModels() {
    Model inverter = models.of(103).orElseThrow();
    assertEquals(14, inverter.root().field("W").orElseThrow().at());
    assertEquals(52, inverter.root().size());
    assertEquals(5, models.of(123).orElseThrow().root().field("WMaxLimPct").orElseThrow().at());
    assertEquals(28, models.of(120).orElseThrow().root().size(), "padding counts");
    assertEquals(9, models.of(713).orElseThrow().root().size());
    assertEquals(67, models.of(704).orElseThrow().root().size());
    Model.Group module = models.of(160).orElseThrow().root().groups().getFirst();
    assertEquals(Model.REST, module.count());
    assertEquals(20, module.size());
  }

  @Test
  void everyScalePointExists() {
    for (Model model : models.all()) {
      Model.Group root = model.root();
      root.fields().forEach(field -> hasScale(model, root, field));
      root.groups().forEach(g -> g.fields().forEach(field -> hasScale(model, g, field)));
    }
  }

  private static void hasScale(Model model, Model.Group group, Model.Field field) {
    assertTrue(
        field.scale().isEmpty()
            || group.field(field.scale()).isPresent()
            || model.root().field(field.scale()).isPresent(),
        () -> model.id() + "." + field.name() + " scales by " + field.scale());
  }

  @Test
  void everyMappedPointExistsInItsModel() {
    for (var table :
        new java.util.List<?>[] {
          Mapping.inverter(), Mapping.strings(), Mapping.battery(), Mapping.meter()
        }) {
      for (Object row : table) {
        Mapping mapping = (Mapping) row;
        Model.Group root = models.of(mapping.model()).orElseThrow().root();
        boolean there =
            root.field(mapping.name()).isPresent()
                || root.groups().stream().anyMatch(g -> g.field(mapping.name()).isPresent());
        assertTrue(there, mapping::toString);
      }
    }
  }
}
