using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Web.Tests;

/// <summary>Images of one colour each, with their prompts in metadata.jsonl.</summary>
internal static class TestImages
{
    /// <summary>Writes images into a folder: a prompt for each four of them.</summary>
    public static string Write(Workplace workplace, string folder, int count, Func<int, string>? prompt = null, int size = 32)
    {
        Directory.CreateDirectory(workplace[folder]);
        var lines = Enumerable.Range(0, count).Select(i =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{i:D4}.png");
            WritePng(workplace[$"{folder}/{name}"], (byte)(i * 37), (byte)(i * 91), (byte)(255 - i), size);
            return JsonSerializer.Serialize(new { file_name = name, text = prompt?.Invoke(i) ?? $"prompt {i / 4}" });
        }).ToArray();
        workplace.Write($"{folder}/metadata.jsonl", string.Join('\n', lines) + "\n");
        return workplace[folder];
    }

    public static void WritePng(string path, byte red, byte green, byte blue, int size = 32)
    {
        var pixels = new byte[size * size * 3];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
        }

        using var file = File.Create(path);
        ImageFiles.WritePng(file, new ImageBatch(pixels, 1, size, size), 0);
    }
}
