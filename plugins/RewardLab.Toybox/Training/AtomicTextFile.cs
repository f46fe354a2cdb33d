using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Toybox.Training;

/// <summary>Small text files that appear by rename.</summary>
internal static class AtomicTextFile
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    public static void Write(string path, string text)
    {
        var temporary = path + "." + Path.GetRandomFileName();
        File.WriteAllText(temporary, text);
        AtomicFile.Move(temporary, path);
    }
}
