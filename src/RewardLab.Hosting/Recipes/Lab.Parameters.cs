using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <content>Parameters. Their arguments must be literals, for they are read from the text before the recipe runs.</content>
public static partial class Lab
{
    /// <summary>Declares an integer that --set and presets can change.</summary>
    /// <param name="name">Its name: letters, digits, '-' and '_'.</param>
    /// <param name="defaultValue">The value when nobody sets it.</param>
    /// <param name="description">One line on what it means, with its unit.</param>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    public static int Param(string name, int defaultValue, string description = "", int min = int.MinValue, int max = int.MaxValue) =>
        (int)RecipeSession.Current.Argument(name);

    /// <inheritdoc cref="Param(string, int, string, int, int)"/>
    public static long Param(string name, long defaultValue, string description = "", long min = long.MinValue, long max = long.MaxValue) =>
        (long)RecipeSession.Current.Argument(name);

    /// <summary>Declares a finite number that --set and presets can change.</summary>
    /// <inheritdoc cref="Param(string, int, string, int, int)"/>
    public static double Param(
        string name, double defaultValue, string description = "", double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        (double)RecipeSession.Current.Argument(name);

    /// <summary>Declares a switch that --set and presets can change to true or false.</summary>
    /// <inheritdoc cref="Param(string, int, string, int, int)"/>
    public static bool Param(string name, bool defaultValue, string description = "") => (bool)RecipeSession.Current.Argument(name);

    /// <summary>Declares a text that --set and presets can change.</summary>
    /// <param name="name">Its name: letters, digits, '-' and '_'.</param>
    /// <param name="defaultValue">The value when nobody sets it.</param>
    /// <param name="description">One line on what it means.</param>
    public static string Param(string name, string defaultValue, string description = "") => (string)RecipeSession.Current.Argument(name);

    /// <summary>Declares a choice between texts that --set and presets can change.</summary>
    /// <param name="name">Its name: letters, digits, '-' and '_'.</param>
    /// <param name="defaultValue">The value when nobody sets it; one of the choices.</param>
    /// <param name="description">One line on what it means.</param>
    /// <param name="choices">Every value it can take.</param>
    public static string Param(string name, string defaultValue, string description, IReadOnlyList<string> choices) =>
        (string)RecipeSession.Current.Argument(name);

    /// <summary>Exposes the options of a component: --set ddpo.epochs=100, presets and inspectors change any of them, as the component's own record declares,
    /// describes and checks them.</summary>
    /// <remarks>The arguments are literals, for they are read from the text before the recipe runs.</remarks>
    /// <param name="component">The component's id, such as "ddpo".</param>
    /// <param name="differences">new { epochs = 60 }: where the recipe differs from the component's own defaults; null for nowhere.</param>
    /// <param name="name">What comes before the dot; the component's id when empty. Two groups of one component need two names.</param>
    public static RecipeOptions Options(string component, object? differences = null, string name = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(component);
        ArgumentNullException.ThrowIfNull(name);
        var group = name.Length > 0 ? name : component;
        var (id, info, values) = RecipeSession.Current.Options(group);
        return new RecipeOptions(id, info, group, values);
    }

    /// <summary>Names that parameters had in the former version: they still work, with a message that says the new name.</summary>
    /// <param name="names">new { former = "ddpo.now" } of literals; a name that stood for several is followed by all of them, with commas.</param>
    public static void FormerNames(object names) => ArgumentNullException.ThrowIfNull(names);
}
