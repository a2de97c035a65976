package org.busbar.plugin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {
  private static final HexFormat HEX = HexFormat.of();

  /** RFC 8032, section 7.1: secret key, public key, message, signature. */
  @ParameterizedTest
  @Tag("OTA-05")
  @CsvSource(
      nullValues = "none",
      value = {
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
            + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
            + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
            + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
            + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
            + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
            + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
            + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
            + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
            + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
            + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
            + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2"
            + "192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
            + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b5890"
            + "9351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
      })
  void theVectorsOfTheStandardAreMetToTheByte(
      String secret, String shown, String message, String signature) throws Exception {
    byte[] text = HEX.parseHex(message);
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(
                new PKCS8EncodedKeySpec(
                    HEX.parseHex("302e020100300506032b657004220420" + secret))));
    signer.update(text);
    Key key = Key.of(KeyUse.PRODUCTION, HEX.parseHex(shown));

    assertEquals(signature, HEX.formatHex(signer.sign()));
    assertTrue(key.verifies(text, HEX.parseHex(signature)));
    byte[] flipped = HEX.parseHex(signature);
    for (int bit = 0; bit < flipped.length * 8; bit += 37) {
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFalse(key.verifies(text, flipped), "bit " + bit);
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    assertFalse(key.verifies(HEX.parseHex(message + "00"), HEX.parseHex(signature)));
  }

  /** A signature whose scalar is not reduced is another text for the same thing. */
  @Test
  void aSignatureCannotBeRewrittenWithoutTheKey() {
    Key key =
        Key.of(
            KeyUse.PRODUCTION,
            HEX.parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    // The first vector with the order of the group added to its second half.
    String malleable =
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901554c8c7872aa064e04"
            + "9dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b";
    assertFalse(key.verifies(new byte[0], HEX.parseHex(malleable)));
    assertFalse(key.verifies(new byte[0], new byte[3]));
  }

  @Test
  void aKeyThatIsCalledProductionLaterIsAnotherKey() {
    byte[] raw = new byte[Key.LENGTH];
    assertNotEquals(Key.of(KeyUse.DEVELOPMENT, raw).id(), Key.of(KeyUse.PRODUCTION, raw).id());
    assertThrows(IllegalArgumentException.class, () -> Key.of(KeyUse.PRODUCTION, new byte[31]));
  }

  @Test
  void aSignatureForOnePurposeIsWorthNothingForAnother() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Key key = Key.of(KeyUse.PRODUCTION, pair.getPublic());
    byte[] content = "{}".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair.getPrivate());
    signer.update(Signatures.message("busbar targets", content));
    String line = Signatures.line(key, signer.sign());
    Signatures twice = Signatures.parse((line + line).getBytes(StandardCharsets.US_ASCII), "x.sig");

    assertEquals(Set.of(key.id()), twice.valid("busbar targets", content, List.of(key, key)));
    assertEquals(Set.of(), twice.valid("busbar root", content, List.of(key)));
    assertEquals(Set.of(), twice.valid("busbar targets", new byte[1], List.of(key)));
    assertEquals(2, twice.claimed().size());
  }

  @Test
  void aFileThatHoldsNoSignaturesIsNotSigned() {
    for (String text :
        List.of("", "\n", Bytes.digest(new byte[0]) + " AAAA\n", "x".repeat(20_000))) {
      RefusedException refused =
          assertThrows(
              RefusedException.class,
              () -> Signatures.parse(text.getBytes(StandardCharsets.US_ASCII), "feature.json.sig"));
      assertEquals(Reason.UNSIGNED, refused.refusal().reason());
    }
  }
}
