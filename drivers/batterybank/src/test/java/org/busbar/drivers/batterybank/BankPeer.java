package org.busbar.drivers.batterybank;

import java.io.IOException;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.testkit.conformance.api.Peer;
import org.busbar.testkit.conformance.api.RegisterPeer;

/** The bank behind a real socket. */
final class BankPeer implements Peer {
  private final BankModel bank = new BankModel();
  private final RegisterPeer server;

  BankPeer() throws IOException {
    server = new RegisterPeer(bank);
  }

  @Override
  public ConnectionConfig connection() {
    return server.connection();
  }

  @Override
  public int unit() {
    return 1;
  }

  @Override
  public void conduct(Conduct conduct) {
    server.conduct(conduct);
  }

  @Override
  public void randomize(RandomGenerator random) {
    bank.randomize(random);
  }

  @Override
  public void settle() {
    bank.settle();
  }

  @Override
  public void disguise(boolean other) {
    bank.disguise(other);
  }

  @Override
  public boolean hasIdentity() {
    return true;
  }

  @Override
  public Map<Address, Double> truth(NodeId device) {
    return bank.truth(device);
  }

  @Override
  public int writes() {
    return bank.writes();
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public void close() {
    server.close();
  }
}
