package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is taken for an answer on a line whose frames have neither id nor beginning. */
@Tag("PRO-03")
class RtuFramesTest {
  private static final Request READ = read(1, 5);
  private static final long SECOND = 1_000_000_000L;

  private final List<Integer> late = new ArrayList<>();
  private final RtuFrames frames = new RtuFrames((unit, nanos) -> late.add(unit));

  private static Request read(int unit, int address) {
    return Request.of(new Registers(unit, Table.HOLDING, address, 2));
  }

  private static Request write(int value) {
    return Request.of(new RegisterWrite(1, Table.HOLDING, 7, Words.of(value, 0), false));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  private static byte[] right(Request request) {
    ByteBuffer pdu = ByteBuffer.allocate(Request.MAX_PDU);
    request.encode(pdu);
    byte[] asked = new byte[pdu.position()];
    pdu.get(0, asked);
    return Peer.rtuFrame(request.unit(), Peer.right(new Peer.Asked(0, request.unit(), asked)));
  }

  private static byte[] joined(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }

  private void come(byte[] bytes) throws IOException {
    assertEquals(bytes.length, frames.fill(Channels.newChannel(new ByteArrayInputStream(bytes))));
  }

  /** What is made of these bytes after a request; null where they hold no answer. */
  private Words after(Request request, byte[] bytes) throws IOException, DeviceException {
    frames.request(request);
    come(bytes);
    ByteBuffer answer = frames.answer(request, SECOND);
    return answer == null ? null : request.decode(answer);
  }

  @Test
  void aRequestIsFramedAsTheSpecificationShows() {
    ByteBuffer frame = frames.request(Request.of(new Registers(1, Table.HOLDING, 0, 10)));
    byte[] sent = new byte[frame.remaining()];
    frame.get(sent);
    assertEquals(0x1241, RtuFrames.checksum(ByteBuffer.wrap(new byte[] {2, 7}), 0, 2));
    assertArrayEquals(bytes("01 03 00 00 00 0a c5 cd"), sent);
  }

  @Test
  void anAnswerIsFoundBehindNoise() throws Exception {
    assertEquals(Words.of(5, 6), after(READ, right(READ)));
    assertEquals(Words.of(5, 6), after(READ, joined(bytes("00 ff 01 03"), right(READ))));
    assertEquals(Words.of(5, 6), after(READ, joined(right(READ), bytes("17 17"))));
  }

  @Test
  void aRefusalIsToldWithItsCode() {
    byte[] refusal = Peer.rtuFrame(1, new byte[] {(byte) 0x83, 2});
    assertEquals(2, assertThrows(Rejected.class, () -> after(READ, refusal)).code());
  }

  @Test
  void aWrongChecksumIsNoAnswerAndTheBytesAreToldOf() throws Exception {
    byte[] damaged = right(READ);
    damaged[4] ^= 1;
    assertNull(after(READ, damaged));
    Malformed e = assertThrows(Malformed.class, () -> frames.giveUp(READ, 0));
    assertTrue(e.getMessage().startsWith("9 bytes came that are no answer"), e.getMessage());
  }

  @Test
  void aWholeFrameOfAnotherUnitOrLengthIsRefusedAtOnce() {
    Malformed unit = assertThrows(Malformed.class, () -> after(READ, right(read(9, 5))));
    assertEquals("answer is of unit 9 instead of 1", unit.getMessage());
    byte[] longer = right(Request.of(new Registers(1, Table.HOLDING, 5, 3)));
    assertThrows(Malformed.class, () -> after(READ, longer));
  }

  @Test
  void anAnswerThatMayBeMeantForAnEarlierQuestionIsNotTaken() throws Exception {
    frames.request(read(1, 100));
    frames.giveUp(read(1, 100), 0);
    assertNull(after(READ, right(read(1, 100))), "the value of another address");
    assertTrue(frames.isToBeAskedAgain());
    assertFalse(frames.isToBeAskedAgain(), "told once");
    assertEquals(List.of(1), late);
    assertEquals(Words.of(5, 6), after(READ, right(READ)));
  }

  @Test
  void asManyAnswersArePassedOverAsWereGivenUp() throws Exception {
    for (int address : new int[] {100, 200, 300}) {
      frames.request(read(1, address));
      frames.giveUp(read(1, address), 0);
    }
    for (int address : new int[] {100, 200, 300}) {
      assertNull(after(READ, right(read(1, address))));
      assertTrue(frames.isToBeAskedAgain());
    }
    assertEquals(Words.of(5, 6), after(READ, right(READ)));
  }

  @Test
  void anAnswerThatCameWhileNothingWasAskedIsNotWaitedForAgain() throws Exception {
    frames.request(READ);
    frames.giveUp(READ, 0);
    come(right(READ));
    frames.drain(SECOND);
    assertEquals(List.of(1), late);
    assertEquals(Words.of(5, 6), after(READ, right(READ)));
  }

  @Test
  void aLateAnswerOfAnotherUnitIsTakenOutBeforeTheRightOne() throws Exception {
    frames.request(read(3, 5));
    frames.giveUp(read(3, 5), 0);
    assertEquals(Words.of(5, 6), after(READ, joined(right(read(3, 5)), right(READ))));
    assertEquals(List.of(3), late);
  }

  @Test
  void whatWasGivenUpLongAgoIsForgotten() throws Exception {
    frames.request(read(1, 100));
    frames.giveUp(read(1, 100), -10 * SECOND);
    assertEquals(Words.of(5, 6), after(READ, right(READ)));
  }

  @Test
  void anAcknowledgementThatMayBeThatOfAnotherWriteIsNotTaken() throws Exception {
    frames.request(write(1));
    frames.giveUp(write(1), 0);
    assertThrows(Malformed.class, () -> after(write(2), right(write(2))));
    assertEquals(Words.of(2, 0), after(write(2), right(write(2))));
    frames.request(write(3));
    frames.giveUp(write(3), 0);
    assertEquals(Words.of(3, 0), after(write(3), right(write(3))), "says the same");
  }

  @Test
  void babbleIsGivenUpBeforeItFillsAnything() throws Exception {
    frames.request(READ);
    byte[] babble = new byte[400];
    Malformed e = null;
    for (int i = 0; i < 20 && e == null; i++) {
      come(babble);
      try {
        assertNull(frames.answer(READ, SECOND));
      } catch (Malformed refused) {
        e = refused;
      }
    }
    assertNotNull(e);
    assertEquals(Words.of(5, 6), after(READ, right(READ)), "the next question is heard again");
  }
}
