package io.skyjobs.providers.store.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.function.Supplier;

/**
 * Credentials that the SDK finds by itself, made when they are first needed.
 *
 * <p>While it looks, its own class loader is the thread's: it finds its way to the network as a
 * service, and the loader of the application does not have it.
 */
final class LentCredentials implements AwsCredentialsProvider {
    private static final int FIRST_SERVER_ERROR = 500;

    private final Supplier<AwsCredentialsProvider> source;
    private final String remedy;

    /**
     * @param source the same provider each time
     * @param remedy what a person can do when they are refused, as it goes on after a semicolon;
     *     may be empty
     */
    LentCredentials(Supplier<AwsCredentialsProvider> source, String remedy) {
        this.source = source;
        this.remedy = remedy;
    }

    /** The credentials cannot be had until a person acts. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String remedy;

        Refused(SdkException cause, String remedy) {
            super(cause);
            this.remedy = remedy;
        }

        /** What a person can do; may be empty. */
        String remedy() {
            return remedy;
        }
    }

    @Override
    public AwsCredentials resolveCredentials() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LentCredentials.class.getClassLoader());
        try {
            return source.get().resolveCredentials();
        } catch (SdkServiceException answer) {
            if (answer.statusCode() >= FIRST_SERVER_ERROR) {
                throw answer;
            }
            throw new Refused(answer, remedy);
        } catch (SdkClientException trouble) {
            if (isOnTheWay(trouble)) {
                throw trouble;
            }
            throw new Refused(trouble, remedy);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static boolean isOnTheWay(Throwable trouble) {
        for (Throwable at = trouble; at != null; at = at.getCause()) {
            // A file that is not there is nobody's who does not answer.
            if (at instanceof IOException && !(at instanceof FileSystemException)) {
                return true;
            }
        }
        return false;
    }
}
