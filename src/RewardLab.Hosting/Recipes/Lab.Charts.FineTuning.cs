using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes;

/// <content>Curves of fine-tunings.</content>
public static partial class Lab
{
    /// <content>Curves of several trainings.</content>
    public static partial class Charts
    {
        /// <summary>The optimised reward and held-out rewards over the epochs of several trainings that differ in their seeds: their mean, and a band from the
        /// least to the most, in gains over the base.</summary>
        /// <param name="name">The files' name, without extension.</param>
        /// <param name="trainings">The trainings, at least one, as an algorithm's result or <see cref="Load.FineTuning"/> gives them.</param>
        /// <param name="title">The chart's title.</param>
        /// <param name="heldOut">Names of the held-out rewards to show; all of them for none.</param>
        /// <exception cref="RewardLabException">There is no training, one has no evaluation or lacks a held-out reward, or the name is taken.</exception>
        public static void FineTunings(string name, IReadOnlyList<RecipeFineTuning> trainings, string title, params IReadOnlyList<string> heldOut)
        {
            ArgumentNullException.ThrowIfNull(trainings);
            ArgumentNullException.ThrowIfNull(title);
            ArgumentNullException.ThrowIfNull(heldOut);
            if (trainings.Count == 0 || trainings.Any(training => training.History.Evaluations.Count == 0))
            {
                throw new RewardLabException("Lab.Charts.FineTunings needs at least one training, each with an evaluation.");
            }

            var histories = trainings.Select(training => training.History).ToArray();
            string[] shown = [.. heldOut.Count > 0 ? heldOut : histories[0].Evaluations[0].HeldOut.Keys];
            foreach (var reward in shown)
            {
                if (trainings.FirstOrDefault(training => !training.History.Evaluations.All(evaluation => evaluation.HeldOut.ContainsKey(reward))) is { } odd)
                {
                    throw new RewardLabException($"Lab.Charts.FineTunings: {odd.Name} was not evaluated by \"{reward}\".");
                }
            }

            Add(
                name,
                FineTuningCurves.Chart(
                    title,
                    [
                        FineTuningCurves.Band("optimised reward", histories, static evaluation => evaluation.Proxy),
                        .. shown.Select(reward => FineTuningCurves.Band(reward, histories, evaluation => evaluation.HeldOut[reward])),
                    ]),
                $"Means over {histories.Length} training seeds, bands from the least to the most; "
                + "held-out images, the same prompts and seeds at each evaluation.");
        }
    }
}
