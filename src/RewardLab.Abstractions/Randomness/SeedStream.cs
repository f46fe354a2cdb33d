using System.Text;

namespace RewardLab.Abstractions;

/// <summary>Fans one root seed out to named, independent streams, so that a new use of randomness does not change the existing ones.</summary>
/// <remarks>FNV-1a over the name, then SplitMix64 (Steele et al., OOPSLA 2014); guaranteed to stay the same on every platform and in every version.</remarks>
public readonly record struct SeedStream
{
    private readonly ulong _state;

    private SeedStream(ulong state) => _state = state;

    /// <summary>The stream of a root seed and a name.</summary>
    public static SeedStream Create(ulong root, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new SeedStream(Mix(Mix(root) ^ Fnv1a.Hash(Encoding.UTF8.GetBytes(name))));
    }

    /// <summary>The seed at an index of the stream, such as the n-th image's.</summary>
    public ulong this[long index] => Mix(_state + (unchecked((ulong)index + 1) * 0x9E3779B97F4A7C15UL));

    /// <summary>A stream inside this one.</summary>
    public SeedStream Child(string name) => Create(_state, name);

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
