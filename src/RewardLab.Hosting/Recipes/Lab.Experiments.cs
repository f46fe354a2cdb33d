using RewardLab.Abstractions;
using RewardLab.Hosting.Composing;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <content>Experiments of files.</content>
public static partial class Lab
{
    private const string ExperimentFile = "experiment.yaml";

    /// <summary>The experiment that a file holds, as the editor's Hierarchy makes it. The run keeps a copy, and goes on with that when it is resumed.</summary>
    /// <param name="path">The YAML file; <see cref="ExperimentYaml"/> says what it holds.</param>
    /// <exception cref="RewardLabException">The file is missing, is no experiment, or lacks something: every problem is named.</exception>
    public static RecipeExperiment Experiment(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var session = RecipeSession.Current;
        var experiment = Kept(session) ?? ExperimentYaml.ReadFile(path);
        var problems = ExperimentProblems.Of(experiment, session.Services.Components.Components);
        if (problems.Count > 0)
        {
            throw new RewardLabException($"{path}: {string.Join("; ", problems.Select(problem => $"{problem.Place}: {problem.Message}"))}");
        }

        Save(ExperimentFile, ExperimentYaml.ToText(experiment));
        return new RecipeExperiment(experiment, session);
    }

    private static Experiment? Kept(RecipeSession session)
    {
        using var file = session.Run.OpenFile(ExperimentFile);
        if (file is null)
        {
            return null;
        }

        using var reader = TextFile.Open(file, $"{ExperimentFile} of the run");
        return ExperimentYaml.Read(reader, $"{ExperimentFile} of the run");
    }
}
