using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>What a recipe works with while it runs.</summary>
public sealed record RecipeServices
{
    /// <summary>Creates components by id.</summary>
    public required IComponentCatalog Components { get; init; }

    /// <summary>The run: seed, folder, events, log lines and progress.</summary>
    public required IRun Run { get; init; }

    /// <summary>Where tables are printed, whole lines at a time.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Does units of work. Default: nobody; all is done in this process.</summary>
    public IWorkerPool Workers { get; init; } = NoWorkers.Instance;

    /// <summary>Columns that tables are folded into; null for as many as they take.</summary>
    public int? Columns { get; init; }

    /// <summary>How long a cancelled recipe that is in none of Lab's calls is waited for before it is left behind. Default 1.5 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1.5);
}
