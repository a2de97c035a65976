package org.busbar.transport.modbus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.busbar.transport.modbus.Remote.Security;

/** Makes the secured end of a connection from certificates in files. */
final class Tls {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
  private static final char[] NO_PASSWORD = new char[0];

  private Tls() {}

  /**
   * TLS over a socket that is connected. The peer's certificate must be made out to the name. The
   * files are read each time: one that was renewed counts from the next connect on.
   *
   * @throws IOException naming the file that cannot be used
   */
  static TlsChannel over(SocketChannel socket, int port, Security security) throws IOException {
    try {
      SSLEngine engine = context(security).createSSLEngine(security.name(), port);
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (!isAddress(security.name())) {
        parameters.setServerNames(List.of(new SNIHostName(security.name())));
      }
      engine.setSSLParameters(parameters);
      return new TlsChannel(socket, engine);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("TLS cannot begin: " + e.getMessage(), e);
    }
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
  }

  private static SSLContext context(Security security)
      throws IOException, GeneralSecurityException {
    KeyStore own = empty();
    Certificate[] chain =
        certificates("certificate", security.certificate()).toArray(Certificate[]::new);
    PrivateKey key = key(security.key());
    own.setKeyEntry("own", key, NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, NO_PASSWORD);

    KeyStore trusted = empty();
    int number = 0;
    for (Certificate each : certificates("ca", security.trust())) {
      trusted.setCertificateEntry("trust" + number++, each);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);

    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String setting, Path file)
      throws IOException {
    byte[] bytes = read(setting, file);
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      Collection<? extends Certificate> all =
          factory.generateCertificates(new ByteArrayInputStream(bytes));
      if (all.isEmpty()) {
        throw new IOException(wrong(setting, file, "holds no certificate"));
      }
      for (Certificate each : all) {
        if (setting.equals("certificate") && each instanceof X509Certificate own) {
          own.checkValidity();
        }
      }
      return all;
    } catch (CertificateException e) {
      throw new IOException(wrong(setting, file, "cannot be used: " + e.getMessage()), e);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    String text = new String(read("key", file), StandardCharsets.ISO_8859_1);
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      throw new IOException(
          wrong(
              "key",
              file,
              "holds no 'PRIVATE KEY'; make one by: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW"));
    }
    byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (InvalidKeySpecException e) {
        continue; // The next algorithm may know it.
      } catch (GeneralSecurityException e) {
        throw new IOException(wrong("key", file, "cannot be used: " + e.getMessage()), e);
      }
    }
    throw new IOException(wrong("key", file, "is of an unknown kind; use EC, RSA or Ed25519"));
  }

  private static byte[] read(String setting, Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      String why = Files.exists(file) ? "cannot be read" : "does not exist";
      throw new IOException(wrong(setting, file, why), e);
    }
  }

  private static String wrong(String setting, Path file, String what) {
    return setting + " file '" + file + "' " + what;
  }
}
