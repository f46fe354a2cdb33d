using RewardLab.Abstractions;
using RewardLab.Evaluation.Tia2;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Prompts;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Hosting.Recipes;

/// <content>What is read.</content>
public static partial class Lab
{
    /// <summary>What is read from files: experiments, presets and prompts.</summary>
    public static partial class Load
    {
        private const string ExperimentFile = "experiment.yaml";

        /// <summary>The experiment that a file holds, as the editor's Hierarchy makes it.
        /// The run keeps a copy, and continues with that when it is resumed.</summary>
        /// <param name="path">The YAML file; <see cref="ExperimentYaml"/> says what it holds.</param>
        /// <exception cref="RewardLabException">The file is missing, is not an experiment, or lacks something: every problem is named.</exception>
        public static RecipeExperiment Experiment(string path)
        {
            path = ShippedFiles.Resolve(path);
            var session = RecipeSession.Current;
            var experiment = Kept(session) ?? ExperimentYaml.ReadFile(path);
            var problems = ExperimentProblems.Detect(experiment, session.Services.Components.Components);
            if (problems.Count > 0)
            {
                throw new RewardLabException($"{path}: {string.Join("; ", problems.Select(problem => $"{problem.Place}: {problem.Message}"))}");
            }

            Save.Text(ExperimentFile, ExperimentYaml.ToText(experiment));
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

        /// <summary>The reward that a preset holds, such as one that Calibrate saved.</summary>
        /// <param name="path">The YAML file.</param>
        /// <param name="set">The set of prompts it is for, such as "counting"; may be left out where one reward serves all.</param>
        /// <exception cref="RewardLabException">The file is missing, is not a preset, or has no reward for the set.</exception>
        public static RecipeReward RewardPreset(string path, string set = "") =>
            Reward(Rewards.RewardPreset.ReadFile(ShippedFiles.Resolve(path)).For(set));

        /// <summary>What a fine-tuning left in its folder, of this run or of an earlier one.</summary>
        /// <param name="folder">The folder, such as runs/RUN/ddpo.</param>
        /// <exception cref="RewardLabException">It holds no history, or a damaged one.</exception>
        public static RecipeFineTuning FineTuning(string folder)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(folder);
            _ = RecipeSession.Current;
            return new RecipeFineTuning(folder);
        }

        /// <summary>The prompts of a file, read as commands read it: text with one prompt per line, or a table with a column of prompts.</summary>
        /// <param name="path">The file.</param>
        /// <param name="count">The first so many, at least 0; 0 for all. Prompts that are left out are said in the log.</param>
        /// <exception cref="RewardLabException">The file cannot be read, or has no prompt, or one twice.</exception>
        public static IReadOnlyList<string> Prompts(string path, int count = 0)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            string[] prompts = [.. PromptLines.Read(path).Select(line => line.Prompt)];
            if (count == 0 || count >= prompts.Length)
            {
                return prompts;
            }

            Log($"Using the first {count} of the {prompts.Length} prompts of {path}.");
            return prompts[..count];
        }

        /// <summary>The prompts that the paper's authors experimented with, read from TIA2's own files.</summary>
        /// <param name="folder">TIA2's folder, which 'rewardlab data get tia2' makes.</param>
        /// <param name="set">counting, composition or comprehensive.</param>
        /// <param name="experiment">"fine-tuning" for ten prompts, "best-of-n" for thirty.</param>
        /// <exception cref="RewardLabException">The folder lacks the set's file, or it is not as published; there is no such set or experiment.</exception>
        public static IReadOnlyList<string> Tia2Prompts(string folder, string set, string experiment)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(folder);
            ArgumentNullException.ThrowIfNull(set);
            ArgumentNullException.ThrowIfNull(experiment);
            var (tia2, chosen) = (new Tia2Folder(folder), Tia2Set.Parse(set));
            var places = experiment switch
            {
                "fine-tuning" => Tia2Experiment.FineTuning(chosen),
                "best-of-n" => Tia2Experiment.BestOfN(chosen),
                _ => throw new RewardLabException($"Lab.Load.Tia2Prompts: there is no experiment '{experiment}'. Use fine-tuning or best-of-n."),
            };
            return Tia2Experiment.At(chosen, [.. tia2.Prompts(chosen).Select(one => one.Prompt)], places, tia2.PathOf(chosen.PromptFile));
        }
    }
}
