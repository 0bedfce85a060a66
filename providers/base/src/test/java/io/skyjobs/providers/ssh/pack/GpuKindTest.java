package io.skyjobs.providers.ssh.pack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What drivers tell of, in the catalog's words. */
class GpuKindTest {
    /** Names and memory as {@code nvidia-smi} shows them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    NVIDIA A100-SXM4-80GB              | 81920  | A100-80GB | 80
                    NVIDIA A100 80GB PCIe              | 81920  | A100-80GB | 80
                    NVIDIA A100-SXM4-40GB              | 40960  | A100      | 40
                    NVIDIA A100-PCIE-40GB              | 40536  | A100      | 40
                    NVIDIA H100 80GB HBM3              | 81559  | H100      | 80
                    NVIDIA H100 PCIe                   | 81559  | H100      | 80
                    NVIDIA H100 NVL                    | 95830  | H100      | 94
                    NVIDIA H200                        | 143771 | H200      | 141
                    NVIDIA B200                        | 183359 | B200      | 180
                    Tesla V100-SXM2-16GB               | 16384  | V100      | 16
                    Tesla V100-SXM2-32GB               | 32768  | V100-32GB | 32
                    Tesla V100-PCIE-16GB               | 16160  | V100      | 16
                    Tesla P100-PCIE-16GB               | 16280  | P100      | 16
                    Tesla T4                           | 15360  | T4        | 16
                    NVIDIA L4                          | 23034  | L4        | 24
                    NVIDIA L40S                        | 46068  | L40S      | 48
                    NVIDIA A10G                        | 23028  | A10G      | 24
                    NVIDIA A10                         | 23028  | A10       | 24
                    Tesla K80                          | 11441  | K80       | 12
                    NVIDIA GeForce RTX 4090            | 24564  | RTX4090   | 24
                    NVIDIA GeForce RTX 2080 Ti         | 11264  | RTX2080-Ti | 11
                    NVIDIA RTX A6000                   | 49140  | RTXA6000  | 48
                    NVIDIA RTX 6000 Ada Generation     | 49140  | RTX6000-Ada | 48
                    AMD Instinct MI300X                | 196592 | MI300X    | 192
                    Some Card (rev 2)                  | 8192   | Some-Card-rev-2 | 8
                    NVIDIA                             | 0      | NVIDIA    | 0
                    """)
    void aDriversNameBecomesTheCatalogs(String told, long mib, String name, double gib) {
        assertThat(GpuKind.of(told, mib)).isEqualTo(new GpuKind(name, gib));
    }
}
