package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.auth.AbstractUserAuthFactory;
import org.apache.sshd.client.auth.pubkey.PublicKeyIdentity;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.signature.SignatureFactoriesManager;

import java.util.Iterator;

/** Being let in by a key: offers what the attempt has, in its order, and nothing else. */
final class SshKeyProof extends AbstractUserAuthFactory {
    SshKeyProof() {
        super(UserAuthPublicKey.NAME);
    }

    @Override
    public UserAuthPublicKey createUserAuth(ClientSession session) {
        return new UserAuthPublicKey() {
            @Override
            protected Iterator<PublicKeyIdentity> createPublicKeyIterator(
                    ClientSession asked, SignatureFactoriesManager signatures) {
                return asked.getConnectionContext()
                        .getAttribute(SshAttempt.KEY)
                        .offers()
                        .iterator();
            }
        };
    }
}
