using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>What a worker makes a component from: its reference, and the numbers that the run has chosen for it by the state of a machine.</summary>
/// <param name="Component">The reference as JSON.</param>
/// <param name="Settings">Numbers by their purpose.</param>
internal sealed record UnitSpec(string Component, SortedDictionary<string, int> Settings)
{
    /// <summary>The specification as bytes, the same for the same.</summary>
    public ReadOnlyMemory<byte> ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="RewardLabException">It is none.</exception>
    public static UnitSpec FromBytes(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<UnitSpec>(bytes.Span) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new RewardLabException(
                $"A unit names what is no component: {OneLine.Format(exception.Message)} ({OneLine.Format(Encoding.UTF8.GetString(bytes.Span))})", exception);
        }
    }
}
