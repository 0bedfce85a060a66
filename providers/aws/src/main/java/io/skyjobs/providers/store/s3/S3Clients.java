package io.skyjobs.providers.store.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Makes clients of the SDK. */
final class S3Clients {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final ProfileFile NO_PROFILES = ProfileFile.aggregator().build();

    private S3Clients() {}

    static S3Client make(S3Login login, String area, AwsCredentialsProvider credentials) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .credentialsProvider(credentials)
                        .region(Region.of(login.region(area)))
                        .forcePathStyle(login.isPathStyle())
                        // The SDK's own look at files and variables: all was looked at already.
                        .defaultsMode(DefaultsMode.STANDARD)
                        .overrideConfiguration(it -> it.defaultProfileFile(NO_PROFILES))
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT)
                                        .socketTimeout(SILENCE));
        Optional<String> endpoint = login.endpoint(area);
        if (endpoint.isPresent()) {
            builder.endpointOverride(URI.create(endpoint.get()))
                    // Many servers that speak the protocol know neither the newer checksums nor
                    // bodies in signed chunks, but want an MD5 where S3 once did.
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                    .addPlugin(LegacyMd5Plugin.create())
                    .serviceConfiguration(it -> it.chunkedEncodingEnabled(false));
        } else {
            builder.crossRegionAccessEnabled(true);
        }
        return builder.build();
    }
}
