using System.Text;
using System.Text.Unicode;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>A call of a plugin's component, as messages and marker files name it.</summary>
internal sealed class PluginCall
{
    /// <summary>Bytes that a call takes in a marker file, a zero byte at least at the end.</summary>
    public const int MarkBytes = 512;

    /// <param name="pluginId">The plugin.</param>
    /// <param name="words">The call, such as "Score of reward 'brightness' of plugin 'acme.brightness 1.2.0'".</param>
    public PluginCall(string pluginId, string words)
    {
        PluginId = pluginId;
        Words = OneLine.Format(words);

        // What does not fit is left out, at the end of a character.
        Utf8.FromUtf16($"{pluginId}\n{Words}", Mark.AsSpan(0, MarkBytes - 1), out _, out _);
    }

    public string PluginId { get; }

    public string Words { get; }

    /// <summary>The call as a marker file holds it.</summary>
    public byte[] Mark { get; } = new byte[MarkBytes];

    /// <summary>The call of a mark; null where there is none.</summary>
    public static PluginCall? Read(ReadOnlySpan<byte> mark)
    {
        var end = mark.IndexOf((byte)0);
        return end > 0 && Encoding.UTF8.GetString(mark[..end]).Split('\n') is [{ Length: > 0 } id, { Length: > 0 } words, ..]
            ? new PluginCall(OneLine.Format(id), words)
            : null;
    }
}
