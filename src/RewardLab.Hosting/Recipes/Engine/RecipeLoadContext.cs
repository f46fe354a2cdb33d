using System.Reflection;
using System.Runtime.Loader;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Holds one run's copy of a recipe, so that it goes when the run has ended.</summary>
internal sealed class RecipeLoadContext : AssemblyLoadContext
{
    public RecipeLoadContext(string recipeName)
        : base("recipe " + recipeName, isCollectible: true)
    {
    }

    /// <summary>Loads the recipe and returns its entry, which takes the script's (unused) submission slots.</summary>
    public Func<object?[], Task<object?>> LoadEntry(RecipeImage image)
    {
        using var assembly = new MemoryStream(image.Assembly, writable: false);
        using var symbols = new MemoryStream(image.Symbols, writable: false);
        var entry = LoadFromStream(assembly, symbols).GetTypes()
            .Select(type => type.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .First(method => method is not null)!;
        return entry.CreateDelegate<Func<object?[], Task<object?>>>();
    }

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName) => null;
}
