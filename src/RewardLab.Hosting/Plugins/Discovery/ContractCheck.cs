using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>Whether a plugin fits the contracts that this program has: by the version that it states, and by the assemblies that it was compiled
/// against.</summary>
internal static class ContractCheck
{
    private static readonly string AbstractionsName = typeof(ContractVersion).Assembly.GetName().Name!;

    private static readonly Dictionary<string, Version> Own = new[] { typeof(ContractVersion).Assembly, typeof(ITrainableImageModel).Assembly }
        .Select(assembly => assembly.GetName())
        .ToDictionary(name => name.Name!, name => name.Version!, StringComparer.Ordinal);

    /// <summary>Whether an assembly of this name is a contract.</summary>
    public static bool Knows(string assemblyName) => Own.ContainsKey(assemblyName);

    /// <summary>Why the plugin cannot run here and what to do; null where it can.</summary>
    /// <param name="stated">The contract version that it states.</param>
    /// <param name="compiled">The versions of the contracts that it was compiled against, by their assemblies' names.</param>
    public static string? Problem(string stated, IReadOnlyDictionary<string, Version> compiled)
    {
        if (compiled.TryGetValue(AbstractionsName, out var abstractions) && abstractions.Major == 0)
        {
            return $"It was built for contract {OneLine.Format(stated)}, a preview from before 1.0. "
                + $"Rebuild it against {AbstractionsName} {ContractVersion.Current}.";
        }

        if (!Version.TryParse(stated, out var version))
        {
            return Mismatch($"contract {OneLine.Format(stated)}", ContractVersion.Current, "That is no version, such as 1.0");
        }

        if (Problem("contract", version, Version.Parse(ContractVersion.Current)) is { } problem)
        {
            return problem;
        }

        return compiled.Where(entry => Knows(entry.Key))
            .Select(entry => Problem(entry.Key, entry.Value, Own[entry.Key]))
            .FirstOrDefault(found => found is not null);
    }

    private static string? Problem(string what, Version built, Version own) =>
        built.Major != own.Major
            ? Mismatch($"{what} {built.ToString(2)}", own.ToString(2), "Another major version is not compatible: rebuild the plugin against this one")
        : built.Minor > own.Minor
            ? Mismatch(
                $"{what} {built.ToString(2)}", own.ToString(2), "It may use what is not there yet: update RewardLab, or rebuild the plugin against this one")
        : null;

    private static string Mismatch(string built, string own, string advice) =>
        $"It was built for {built}, but this RewardLab has {own}. {advice}, or get a matching version of the plugin or of RewardLab.";
}
