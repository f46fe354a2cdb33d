#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using RewardLab.Serving.Tests;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>Small files and bodies that would unpack to gigabytes are refused by one line, and take no memory.</summary>
public sealed class DecompressionBombTests : IDisposable
{
    private const long MaxGrowth = 128 << 20; // what a garbage collector leaves of ordinary requests; each bomb is worth a gigabyte

    private readonly Workplace _workplace = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(5) };

    public void Dispose()
    {
        _client.Dispose();
        _workplace.Dispose();
    }

    [Fact]
    public async Task Bombs_AreRefusedByOneLineWithMemoryFlat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak of a process's memory is known on Linux alone");
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip");
        var image = GoldenBodies.Read("image0.png");
        for (var i = 0; i < 20; i++)
        {
            (await ComputeAsync(served, image, $"warm {i}")).Status.ShouldBe(HttpStatusCode.OK);
        }

        var before = Peak(served);
        foreach (var (name, bomb) in ((string, byte[])[])
        [
            ("a PNG of 30,000 x 30,000 pixels", Png(30_000, 30_000, lines: 30_000)),
            ("a PNG of 2^31 - 1 pixels either way", Png(int.MaxValue, int.MaxValue, lines: 10)),
            ("a JPEG of 65,535 x 65,535 pixels", Jpeg()),
            ("a GIF of 65,535 x 65,535 pixels", [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, .. new byte[64]]),
            ("a WebP of 16,383 x 16,383 pixels", Webp()),
            ("a TIFF of 65,535 x 65,535 pixels", Tiff()),
            ("a BMP of 100,000 x 100,000 pixels", Bmp()),
        ])
        {
            for (var i = 0; i < 3; i++)
            {
                var (status, problem) = await ComputeAsync(served, bomb, $"{name} {i}");
                status.ShouldBe(HttpStatusCode.BadRequest, $"{name}: {problem}");
                problem.ShouldNotContain('\n', name);
                problem.ShouldContain("image 0", Case.Sensitive, name);
            }
        }

        // A file whose size is as it says, and whose data unpack to a gigabyte all the same: what is too much is not unpacked.
        await ComputeAsync(served, Png(64, 64, lines: 130_000_000 / 9 * 8), "longer than it says");
        (await CompressedAsync(served, "gzip")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await CompressedAsync(served, "br")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (Peak(served) - before).ShouldBeLessThan(MaxGrowth);
        (await ComputeAsync(served, image, "afterwards")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static long Peak(ServedRewards served)
    {
        served.Program.Process.Refresh();
        return served.Program.Process.PeakWorkingSet64;
    }

    // One bit per pixel, all of them 0: a thousandth of its size.
    private static byte[] Png(int width, int height, int lines)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        using var data = new MemoryStream();
        using (var packed = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[1 + (Math.Min(width, 80_000) / 8)];
            for (var i = 0; i < lines; i++)
            {
                packed.Write(line);
            }
        }

        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] data)
    {
        byte[] content = [.. Encoding.ASCII.GetBytes(kind), .. data];
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32(content));
        return [.. length, .. content, .. check];
    }

    private static uint Crc32(byte[] bytes)
    {
        var rest = uint.MaxValue;
        foreach (var value in bytes)
        {
            rest ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                rest = (rest >> 1) ^ (0xEDB88320 & (0 - (rest & 1)));
            }
        }

        return ~rest;
    }

    // A baseline JPEG's tables, the size in its frame header, and the beginning of a scan.
    private static byte[] Jpeg()
    {
        byte[] quantisation = [0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)];
        byte[] frame = [0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0];
        byte[] huffman = [0xFF, 0xC4, 0, 20, 0, 1, .. new byte[15], 0, 0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0];
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0];
        return [0xFF, 0xD8, .. quantisation, .. frame, .. huffman, .. scan, .. new byte[256], 0xFF, 0xD9];
    }

    // A lossless WebP's header: 14 bits for each side.
    private static byte[] Webp()
    {
        byte[] data = [0x2F, 0xFF, 0xFF, 0xFF, 0x0F, .. new byte[64]];
        var sizes = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(sizes, data.Length + 13);
        BinaryPrimitives.WriteInt32LittleEndian(sizes.AsSpan(4), data.Length);
        return [.. "RIFF"u8, .. sizes[..4], .. "WEBPVP8L"u8, .. sizes[4..], .. data, 0];
    }

    private static byte[] Tiff()
    {
        (ushort Tag, ushort Kind, uint Value)[] entries =
        [
            (256, 4, 65_535), (257, 4, 65_535), (258, 3, 8), (259, 3, 32773), (262, 3, 1), (273, 4, 200), (277, 3, 1), (278, 4, 65_535), (279, 4, 64),
        ];
        var file = new byte[264];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)entries.Length);
        foreach (var (index, (tag, kind, value)) in entries.Index())
        {
            var entry = file.AsSpan(10 + (index * 12));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], kind);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], value);
        }

        return file;
    }

    private static byte[] Bmp()
    {
        var file = new byte[256];
        "BM"u8.CopyTo(file);
        foreach (var (place, value) in ((int, int)[])[(2, 256), (10, 54), (14, 40), (18, 100_000), (22, 100_000)])
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), value);
        }

        (file[26], file[28]) = (1, 24);
        return file;
    }

    private async Task<(HttpStatusCode Status, string Problem)> ComputeAsync(ServedRewards served, byte[] image, string prompt)
    {
        using var reply = await _client.PostAsJsonAsync(new Uri(served.Url, "compute"), new { prompt = new[] { prompt }, image = new[] { image } });
        return (reply.StatusCode, (await reply.Content.ReadAsStringAsync()).Trim());
    }

    // A gigabyte of spaces before a request.
    private async Task<HttpStatusCode> CompressedAsync(ServedRewards served, string encoding)
    {
        using var packed = new MemoryStream();
        await using (Stream writer = encoding == "br"
            ? new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var spaces = Enumerable.Repeat((byte)' ', 1 << 20).ToArray();
            for (var i = 0; i < 1024; i++)
            {
                await writer.WriteAsync(spaces);
            }
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add(encoding);
        using var reply = await _client.PostAsync(new Uri(served.Url, "compute"), content);
        (await reply.Content.ReadAsStringAsync()).ShouldContain("Compressed bodies are not read");
        return reply.StatusCode;
    }
}
