package org.busbar.marketplace.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.plan.ManifestReader;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.plan.Part;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Listed;
import org.busbar.plugin.trust.Publisher;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A catalogue of plug-ins that nobody wrote, for measurements: signed as a real one, with an index
 * and texts of a real one's size, and no files of plug-ins. The same seed gives the same plug-ins.
 */
public final class Generated {
  private static final List<String> WORDS =
      List.of("meter", "battery", "pv", "charger", "relay", "mode", "tariff", "forecast", "page");
  private static final int MAKERS = 97;

  private final SplittableRandom random;
  private final String contracts;

  /**
   * With bundles that import a contract in this range.
   *
   * @param contracts an import such as {@code org.busbar.api.control;version="[0.1,1)"}
   */
  public Generated(long seed, String contracts) {
    this.random = new SplittableRandom(seed);
    this.contracts = contracts;
  }

  /** Id of one of them; those divisible by 10 require three others. */
  public static String id(int number) {
    return "com.maker" + number % MAKERS + "." + WORDS.get(number % WORDS.size()) + number;
  }

  /** Writes the catalogue; returns the first root. */
  public Path write(Path folder, int count, Instant now)
      throws IOException, GeneralSecurityException {
    KeyFile key = KeyFile.generate(KeyUse.DEVELOPMENT);
    CatalogueFolder catalogue =
        CatalogueFolder.create(folder, OperatorKeys.generate(KeyUse.DEVELOPMENT), now);
    catalogue.add(new Publisher("Generated", key.key(), List.of("com.*")));
    for (int i = 0; i < count; i++) {
      Offer offer = offer(i);
      catalogue.list(listed(offer, key.key()), offer, card(offer, i));
    }
    catalogue.write(now);
    return catalogue.firstRoot();
  }

  private static Listed listed(Offer offer, Key key) {
    return new Listed(
        offer.id(),
        offer.versionText(),
        offer.tier(),
        key.id(),
        Bytes.digest((PluginCheck.FEATURE + offer.title()).getBytes(StandardCharsets.US_ASCII)));
  }

  private Offer offer(int number) {
    String id = id(number);
    String version = "1." + number % 7 + ".0";
    List<PluginFeature.Required> requires = new ArrayList<>();
    for (int i = 1; i <= 3 && number % 10 == 0 && number > 10; i++) {
      requires.add(new PluginFeature.Required(id(number - 2 * i - 1), new VersionRange("[1,2)")));
    }
    List<Part> bundles = new ArrayList<>();
    for (int i = 0; i <= number % 3; i++) {
      bundles.add(
          ManifestReader.read(manifest(id + (i == 0 ? "" : ".part" + i)), id + " " + version));
    }
    return new Offer(
        id,
        version,
        new Version(version),
        Tier.values()[number % 4],
        new VersionRange("[0.1,0.2)"),
        requires,
        10_000 + random.nextInt(100_000),
        bundles);
  }

  private Map<String, String> manifest(String name) {
    Map<String, String> manifest = new LinkedHashMap<>();
    manifest.put("Bundle-SymbolicName", name);
    manifest.put("Bundle-Version", "1.0.0");
    manifest.put("Import-Package", contracts);
    manifest.put(
        "Require-Capability",
        "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0)(!(version>=2.0.0)))\""
            + ",osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=25))\"");
    manifest.put(
        "Provide-Capability",
        "osgi.service;objectClass:List<String>=\"org.busbar.api.control.ControlMode\"");
    return manifest;
  }

  private Card card(Offer offer, int number) {
    String nature = WORDS.get(number % WORDS.size());
    return new Card(
        offer.id(),
        offer.versionText(),
        nature + " " + number + " of maker " + number % MAKERS,
        "Reads and shows a " + nature + "; tested with firmware " + random.nextInt(100) + ".",
        "Maker " + number % MAKERS,
        "Generated",
        "Apache-2.0",
        offer.tier(),
        List.of("mode"),
        List.of(nature),
        List.of("Maker " + number % MAKERS + " M" + number),
        List.of("modbus"),
        offer.platform().toString(),
        offer.size(),
        List.of());
  }
}
