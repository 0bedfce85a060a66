package io.skyjobs.app.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate and its key as certificate authorities hand them out.
 *
 * @param certificate the chain, the server's own first
 * @param key PKCS#8, not encrypted
 */
record PemFiles(Path certificate, Path key) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

    /** Speaks TLS with them; its messages hold nothing of the key. */
    SSLContext context() throws IOException, GeneralSecurityException {
        Certificate[] chain =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(bytes(certificate)))
                        .toArray(Certificate[]::new);
        if (chain.length == 0) {
            throw new IOException(certificate + " holds no certificate");
        }
        PrivateKey secret = privateKey();
        check((X509Certificate) chain[0], secret);
        char[] word = new char[0];
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, word);
        keys.setKeyEntry("server", secret, word, chain);
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, word);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return context;
    }

    /** Else the server would start, and every handshake fail. */
    private void check(X509Certificate own, PrivateKey secret)
            throws IOException, GeneralSecurityException {
        try {
            own.checkValidity();
        } catch (CertificateExpiredException over) {
            throw new IOException(certificate + " ended on " + own.getNotAfter().toInstant(), over);
        }
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(SIGNATURES.get(secret.getAlgorithm()));
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        boolean fits;
        try {
            signature.initVerify(own.getPublicKey());
            signature.update(text);
            fits = signature.verify(signed);
        } catch (InvalidKeyException otherKind) {
            fits = false;
        }
        if (!fits) {
            throw new IOException(key + " is not the key of " + certificate);
        }
    }

    private PrivateKey privateKey() throws IOException, GeneralSecurityException {
        Matcher found = KEY.matcher(new String(bytes(key), StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            throw new IOException(key + " holds no 'BEGIN PRIVATE KEY'");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException another) {
                // The next kind may be it.
            }
        }
        throw new IOException(key + " is not a key of the kinds EC, RSA or EdDSA");
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            throw new IOException("there is no file " + file, none);
        }
    }
}
