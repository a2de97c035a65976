package org.busbar.marketplace.cli;

import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.write.CatalogueFolder;
import org.busbar.marketplace.write.Mirror;
import org.busbar.marketplace.write.OperatorKeys;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.intake.Fetch;
import org.busbar.plugin.trust.ChainCheck;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Revocation;

/** {@code ./busbar market ...}: for whoever runs a catalogue, or copies one. */
public final class MarketMain {
  private static final int PORT = 8081;

  static final List<Subcommand> TABLE =
      List.of(
          new Subcommand(
              "init",
              "FOLDER --keys FOLDER [--development]",
              "an empty catalogue and its operator's keys",
              MarketMain::init),
          new Subcommand("key", "FILE [--development]", "a publisher's key", MarketMain::key),
          new Subcommand(
              "publisher",
              "FOLDER --keys FOLDER --name NAME --ids ID,ID.* --key KEYFILE",
              "makes a publisher known; of the key file only the public half is used",
              MarketMain::publisher),
          new Subcommand(
              "revoke",
              "FOLDER ID --keys FOLDER --reason TEXT [--range RANGE] [--severity advise|block|stop]"
                  + " [--of-key KEY]",
              "takes something back",
              MarketMain::revoke),
          new Subcommand(
              "sign",
              "FOLDER --keys FOLDER",
              "signs everything anew, so that it does not expire",
              MarketMain::sign),
          new Subcommand(
              "mirror",
              "LOCATION FOLDER --root FILE [--development]",
              "copies a whole catalogue, checked, to a folder or stick",
              MarketMain::mirror),
          new Subcommand(
              "serve",
              "FOLDER [--port N] [--host ADDRESS]",
              "plain files over HTTP; any web server will do as well",
              MarketMain::serve));

  private MarketMain() {}

  /** Exit code 0, 1 where something is refused, 2 where it was not understood. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(Subcommand.run("market", TABLE, List.of(args), System.out));
  }

  private static Instant now() {
    return Clock.system().instant();
  }

  private static KeyUse use(Arguments arguments) {
    return arguments.has("--development") ? KeyUse.DEVELOPMENT : KeyUse.PRODUCTION;
  }

  private static List<String> init(Arguments arguments)
      throws IOException, GeneralSecurityException {
    OperatorKeys keys = OperatorKeys.generate(use(arguments));
    Path kept = Path.of(arguments.required("--keys"));
    Path folder = Path.of(arguments.word(0, "folder"));
    if (whole(kept).startsWith(whole(folder))) {
      throw new IOException(
          kept
              + " is in the catalogue, where everybody could read the keys: choose another folder");
    }
    if (Files.exists(folder.resolve(ChainCheck.ROOTS))) {
      throw new IOException(folder + " is a catalogue already");
    }
    keys.write(kept);
    CatalogueFolder made = CatalogueFolder.create(folder, keys, now());
    made.write(now());
    return List.of(
        "Gateways begin with the root " + made.firstRoot() + ": hand it to them on another way.",
        "Take root-1.key to root-3.key out of "
            + kept
            + " to where nobody gets at them; two of the"
            + " three are needed for the next root only.");
  }

  private static Path whole(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static List<String> key(Arguments arguments)
      throws IOException, GeneralSecurityException {
    KeyFile key = KeyFile.generate(use(arguments));
    key.write(Path.of(arguments.word(0, "file")));
    return List.of(
        Words.word(key.key().use()) + " key " + key.key().id().substring(0, 16),
        "public: " + key.key().text());
  }

  private static CatalogueFolder open(Arguments arguments)
      throws IOException, RefusedException, GeneralSecurityException {
    return open(arguments.word(0, "folder"), arguments);
  }

  static CatalogueFolder open(String folder, Arguments arguments)
      throws IOException, RefusedException, GeneralSecurityException {
    return CatalogueFolder.open(
            Path.of(folder), OperatorKeys.read(Path.of(arguments.required("--keys"))))
        .requireKeys();
  }

  /** As the options say; what gateways would refuse later is refused now. */
  static Publisher publisher(Arguments arguments, Key key) throws RefusedException {
    List<String> ids = List.of(arguments.required("--ids").split(","));
    for (String id : ids) {
      String plain = id.endsWith(".*") ? id.substring(0, id.length() - 1) + "all" : id;
      if (!Names.isId(plain)) {
        throw new IllegalArgumentException(
            "--ids: \"" + Names.shown(id) + "\" is neither an id nor the beginning of one and .*");
      }
    }
    Publisher publisher = new Publisher(arguments.required("--name"), key, ids);
    return Publisher.read(Fields.parse(Pretty.json(publisher.json()), "--name"));
  }

  private static List<String> publisher(Arguments arguments)
      throws IOException, RefusedException, GeneralSecurityException {
    Key key = KeyFile.read(Path.of(arguments.required("--key"))).key();
    Publisher publisher = publisher(arguments, key);
    open(arguments).add(publisher).write(now());
    return List.of(publisher.name() + " may publish " + String.join(", ", publisher.ids()));
  }

  private static List<String> revoke(Arguments arguments)
      throws IOException, RefusedException, GeneralSecurityException {
    Revocation revocation =
        new Revocation(
            arguments.word(1, "id"),
            Versions.range(arguments.option("--range", "0"), "--range"),
            arguments.option("--of-key", ""),
            Words.of(
                arguments.option("--severity", "block"), Revocation.Severity.class, "--severity"),
            arguments.required("--reason"));
    if (!revocation.id().equals("*") && !Names.isId(revocation.id())) {
      throw new IllegalArgumentException("\"" + revocation.id() + "\" is no id of a plug-in");
    }
    CatalogueFolder catalogue = open(arguments).revoke(revocation);
    catalogue.write(now());
    long meant = catalogue.meant(revocation);
    return List.of(
        revocation.id()
            + " "
            + arguments.option("--range", "in every version")
            + " is taken back; "
            + (meant == 0 ? "nothing that is listed here is meant." : meant + " listed here."));
  }

  private static List<String> sign(Arguments arguments)
      throws IOException, RefusedException, GeneralSecurityException {
    open(arguments).write(now());
    return List.of("Signed anew.");
  }

  private static List<String> mirror(Arguments arguments) throws IOException, RefusedException {
    byte[] root = Bytes.read(Path.of(arguments.required("--root")), Limits.ROLE);
    Policy policy = new Policy(arguments.has("--development"), Set.of());
    Mirror mirror = new Mirror(Fetch.of(arguments.word(0, "location")), policy, now());
    int plugins = mirror.copy(Path.of(arguments.word(1, "folder")), root);
    return List.of(plugins + " plug-ins copied and checked.");
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("--port " + text + " is no port");
    }
    return Integer.parseInt(text);
  }

  private static List<String> serve(Arguments arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments.word(0, "folder")).toAbsolutePath().normalize();
    if (!Files.exists(folder.resolve("timestamp.json"))) {
      throw new IOException(folder + " is no catalogue");
    }
    InetSocketAddress address =
        new InetSocketAddress(
            arguments.option("--host", "127.0.0.1"),
            arguments.has("--port") ? port(arguments.required("--port")) : PORT);
    var server =
        SimpleFileServer.createFileServer(address, folder, SimpleFileServer.OutputLevel.NONE);
    server.start();
    System.out.println(
        "http://" + address.getHostString() + ":" + server.getAddress().getPort() + "/");
    new CountDownLatch(1).await(); // until the process is stopped
    return List.of();
  }
}
