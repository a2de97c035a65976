package org.busbar.marketplace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.publish.Publishing;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.sign.Signer;
import org.busbar.marketplace.sign.Token;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.trust.Publisher;

/** {@code ./busbar publish FOLDER ...}: checks, signs, packs, and lays into a catalogue. */
public final class PublishMain {
  private static final String USAGE =
      "Usage: busbar publish FOLDER --key KEYFILE (or --pkcs11 MODULE --token LABEL --label KEY, PIN in BUSBAR_PIN)"
          + " --name NAME --ids ID,ID.*"
          + " [--tier core|verified|community|private] [--pack FILE.busbar]"
          + " [--to CATALOGUE --keys FOLDER] [--report FILE]";

  private PublishMain() {}

  /** Exit code 0, 1 where a check says no, 2 where it was not understood. */
  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  static int run(List<String> args) {
    try {
      publish(Arguments.parse(args).within(USAGE.substring(USAGE.indexOf("FOLDER"))))
          .forEach(line -> System.out.println(Terminal.plain(line)));
      return 0;
    } catch (IllegalArgumentException e) {
      System.out.println("busbar publish: " + e.getMessage());
      System.out.println(USAGE);
      return 2;
    } catch (RefusedException e) {
      System.out.println(Terminal.refused(e));
      return 1;
    } catch (IOException | UncheckedIOException | GeneralSecurityException e) {
      System.out.println("busbar publish: " + Terminal.words(e));
      return 1;
    }
  }

  private static Signer signer(Arguments arguments) throws IOException, GeneralSecurityException {
    return arguments.has("--pkcs11")
        ? Token.open(
            Path.of(arguments.required("--pkcs11")),
            arguments.required("--token"),
            arguments.required("--label"))
        : KeyFile.read(Path.of(arguments.required("--key")));
  }

  private static List<String> publish(Arguments arguments)
      throws IOException, RefusedException, GeneralSecurityException {
    Tier tier = Words.of(arguments.option("--tier", "community"), Tier.class, "--tier");
    Signer signer = signer(arguments);
    Publisher publisher = MarketMain.publisher(arguments, signer.key());
    String to = arguments.option("--to", "");
    if (!to.isEmpty()) {
      MarketMain.open(to, arguments); // What is wrong with it is told before anything is signed.
    }
    Path api = Path.of(System.getProperty("busbar.dist", "."), "lib", "org.busbar.api.jar");
    Publishing.Result result =
        new Publishing(publisher, signer, api).publish(Path.of(arguments.word(0, "folder")), tier);
    try {
      List<String> lines = new ArrayList<>(Publishing.report(result, tier));
      if (arguments.has("--report")) {
        Files.write(Path.of(arguments.required("--report")), lines);
      }
      if (arguments.has("--pack")) {
        PluginFolder.pack(result.plugin(), Path.of(arguments.required("--pack")));
        lines.add("Packed into " + arguments.required("--pack"));
      }
      if (!to.isEmpty()) {
        Publishing.into(MarketMain.open(to, arguments), result, tier, Clock.system().instant());
        lines.add("Published into " + to);
      }
      return lines;
    } finally {
      Publishing.delete(result.plugin().getParent());
    }
  }
}
