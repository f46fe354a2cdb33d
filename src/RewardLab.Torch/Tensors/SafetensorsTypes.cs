using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tensors;

/// <summary>The element types of safetensors that torch knows too.</summary>
internal static class SafetensorsTypes
{
    // In the reference implementation's order of storage: wider types first, which keeps data aligned.
    private static readonly (string Name, ScalarType Type, int Size)[] Known =
    [
        ("I64", ScalarType.Int64, 8),
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("I32", ScalarType.Int32, 4),
        ("BF16", ScalarType.BFloat16, 2),
        ("F16", ScalarType.Float16, 2),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    public static string AllNames { get; } = string.Join(", ", Known.Select(known => known.Name));

    public static bool TryParse(string name, out ScalarType type)
    {
        var index = Array.FindIndex(Known, known => known.Name == name);
        type = index < 0 ? default : Known[index].Type;
        return index >= 0;
    }

    public static int SizeInBytes(ScalarType type) => Entry(type).Size;

    /// <summary>Place among the types when tensors are stored.</summary>
    public static int StorageRank(ScalarType type) => Array.FindIndex(Known, known => known.Type == type);

    public static string NameOf(ScalarType type) => TryName(type, out var name) ? name : type.ToString();

    public static bool TryName(ScalarType type, [NotNullWhen(true)] out string? name)
    {
        name = Array.Find(Known, known => known.Type == type).Name;
        return name is not null;
    }

    public static bool IsFloatingPoint(ScalarType type) =>
        type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;

    private static (string Name, ScalarType Type, int Size) Entry(ScalarType type)
    {
        var index = Array.FindIndex(Known, known => known.Type == type);
        return index >= 0 ? Known[index] : throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type that safetensors can hold here.");
    }
}
