using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>Finds a recipe's parameters by name, those of the former version too.</summary>
internal sealed class ParameterNames(RecipeInfo info)
{
    private readonly List<string> _notices = [];

    /// <summary>A line for each former name that was used.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>The parameters that an entry of a preset sets.</summary>
    /// <exception cref="RewardLabException">There is none, or it takes plain values only.</exception>
    public IReadOnlyList<RecipeParameter> Find(PresetEntry entry)
    {
        // A map that is not a group of options is a mistake of form before it is one of names.
        var group = entry.Name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? entry.Name[..dot] : null;
        if (entry.IsNested && group is not null && !info.OptionGroups.Any(one => one.Name == group))
        {
            throw new RewardLabException($"{entry.Place}: {PresetEntry.Nested}");
        }

        var found = Find(entry.Name, entry.Place);
        return entry.IsNested && found.Any(parameter => parameter.Option is null)
            ? throw new RewardLabException($"{entry.Place}: {PresetEntry.Nested}")
            : found;
    }

    /// <summary>The parameters that a name sets: one, or several where a former name stood for several.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="source">Where it stands; begins messages.</param>
    /// <exception cref="RewardLabException">There is none; the nearest name is given.</exception>
    public IReadOnlyList<RecipeParameter> Find(string name, string source)
    {
        if (info.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter)
        {
            return [parameter];
        }

        if (Former(name) is { Length: > 0 } now)
        {
            var names = string.Join(" and ", now.Select(one => $"'{one.Name}'"));
            _notices.Add($"{source}: '{name}' is now {names}; the former name works in this version only.");
            return now;
        }

        var advice = info.Parameters.Count == 0 ? "It has no parameters." : $"{Advice(name)} ('recipes show {info.Name}' lists them.)";
        throw new RewardLabException($"{source}: {info.Name} has no parameter '{name}'. {advice}");
    }

    // An option may be mistyped without its group's name.
    private string Advice(string name)
    {
        string[] names = [.. info.Parameters.Select(p => p.Name)];
        return NearestName.Find(name, names) is null
            && NearestName.Find(name, info.Parameters.Select(p => p.Option).OfType<OptionDescription>().Select(option => option.Name)) is { } option
            ? $"Did you mean '{info.Parameters.First(p => p.Option?.Name == option).Name}'?"
            : NearestName.Advice(name, names);
    }

    // What the recipe says of former names goes before an option of one group alone that is called so.
    private RecipeParameter[] Former(string name)
    {
        if (info.FormerNames.TryGetValue(name, out var names))
        {
            return [.. names.Select(one => info.Parameters.FirstOrDefault(p => p.Name == one)
                ?? throw new RewardLabException($"{info.Name}: Lab.FormerNames gives '{name}' the name '{one}', which no parameter has."))];
        }

        RecipeParameter[] options = [.. info.Parameters.Where(p => p.Option is { } option
            && (option.Name == name || option.FormerNames.Any(former => IsName(former, name) || IsName($"{p.Group}.{former}", name))))];
        return options.Length == 1 ? options : [];
    }

    private static bool IsName(string known, string name) => string.Equals(known, name, StringComparison.OrdinalIgnoreCase);
}
